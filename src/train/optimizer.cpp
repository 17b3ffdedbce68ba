#include "train/optimizer.h"

#include <cmath>

namespace panet {
namespace {

constexpr const char* kMomentum = "momentum";
constexpr const char* kVariance = "variance";
constexpr double kVarianceDecay = 0.999;
constexpr double kEpsilon = 1e-8;

}  // namespace

Optimizer::Optimizer(std::vector<TrainedParameter> parameters, double momentum, double weight_decay,
                     const std::vector<std::string>& kinds)
    : states_(kinds.size()), momentum_(momentum), weight_decay_(weight_decay) {
  for (const auto& [name, tensor, lr_factor] : parameters) {
    weights_.push_back(tensor);
    lr_factors_.push_back(lr_factor);
    for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
      states_[kind].push_back(torch::zeros_like(tensor.detach()));
      state_[kinds[kind] + "." + name] = states_[kind].back();
    }
  }
}

void Optimizer::zero_gradients() {
  for (auto& weight : weights_) weight.mutable_grad().reset();
}

std::vector<torch::Tensor> Optimizer::gradients() const {
  std::vector<torch::Tensor> gradients;
  for (const auto& weight : weights_) gradients.push_back(weight.grad());
  return gradients;
}

std::vector<torch::Scalar> Optimizer::rates(double lr, double by) const {
  std::vector<torch::Scalar> rates;
  for (const double factor : lr_factors_) rates.emplace_back(lr * factor * by);
  return rates;
}

MomentumSgd::MomentumSgd(std::vector<TrainedParameter> parameters, double momentum,
                         double weight_decay)
    : Optimizer(std::move(parameters), momentum, weight_decay, {kMomentum}) {}

void MomentumSgd::step(double lr, int64_t /*number*/) {
  const torch::NoGradGuard no_grad;
  const auto& momenta = states_[0];
  at::_foreach_mul_(momenta, momentum_);
  at::_foreach_add_(momenta, gradients());
  at::_foreach_add_(momenta, weights_, weight_decay_);
  at::_foreach_add_(weights_, at::_foreach_mul(momenta, rates(lr, -1)));
}

AdamW::AdamW(std::vector<TrainedParameter> parameters, double momentum, double weight_decay)
    : Optimizer(std::move(parameters), momentum, weight_decay, {kMomentum, kVariance}) {}

void AdamW::step(double lr, int64_t number) {
  const torch::NoGradGuard no_grad;
  const auto &momenta = states_[0], &variances = states_[1];
  const auto gradients = this->gradients();
  at::_foreach_mul_(momenta, momentum_);
  at::_foreach_add_(momenta, gradients, 1 - momentum_);
  at::_foreach_mul_(variances, kVarianceDecay);
  at::_foreach_addcmul_(variances, gradients, gradients, 1 - kVarianceDecay);

  // Both averages began at zero; this is what of them is not zeros.
  const auto n = static_cast<double>(number);
  const double momentum_share = 1 - std::pow(momentum_, n);
  const double variance_share = 1 - std::pow(kVarianceDecay, n);
  const auto deviations = at::_foreach_div(variances, variance_share);
  at::_foreach_sqrt_(deviations);
  at::_foreach_add_(deviations, kEpsilon);

  auto kept = rates(lr, -weight_decay_);
  for (auto& share : kept) share = 1 + share.toDouble();
  at::_foreach_mul_(weights_, kept);
  at::_foreach_addcdiv_(weights_, momenta, deviations, rates(lr, -1 / momentum_share));
}

std::unique_ptr<Optimizer> make_optimizer(const TrainingConfig::Optimizer& config,
                                          std::vector<TrainedParameter> parameters) {
  if (config.kind == "adamw")
    return std::make_unique<AdamW>(std::move(parameters), config.momentum, config.weight_decay);
  return std::make_unique<MomentumSgd>(std::move(parameters), config.momentum, config.weight_decay);
}

}  // namespace panet
