#include "panet/train/optimizer.h"

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
    : parameters_(std::move(parameters)), momentum_(momentum), weight_decay_(weight_decay) {
  for (const auto& parameter : parameters_)
    for (const auto& kind : kinds)
      state_[kind + "." + parameter.name] = torch::zeros_like(parameter.tensor.detach());
}

void Optimizer::zero_gradients() {
  for (auto& parameter : parameters_) parameter.tensor.mutable_grad().reset();
}

MomentumSgd::MomentumSgd(std::vector<TrainedParameter> parameters, double momentum,
                         double weight_decay)
    : Optimizer(std::move(parameters), momentum, weight_decay, {kMomentum}) {}

void MomentumSgd::step(double lr, int64_t /*number*/) {
  const torch::NoGradGuard no_grad;
  for (auto& [name, tensor, lr_factor] : parameters_) {
    auto momentum = state_.at(std::string(kMomentum) + "." + name);
    momentum.mul_(momentum_).add_(tensor.grad()).add_(tensor, weight_decay_);
    tensor.add_(momentum, -lr * lr_factor);
  }
}

AdamW::AdamW(std::vector<TrainedParameter> parameters, double momentum, double weight_decay)
    : Optimizer(std::move(parameters), momentum, weight_decay, {kMomentum, kVariance}) {}

void AdamW::step(double lr, int64_t number) {
  const torch::NoGradGuard no_grad;
  // Both averages began at zero; this is what of them is not zeros.
  const auto n = static_cast<double>(number);
  const double momentum_share = 1 - std::pow(momentum_, n);
  const double variance_share = 1 - std::pow(kVarianceDecay, n);
  for (auto& [name, tensor, lr_factor] : parameters_) {
    auto momentum = state_.at(std::string(kMomentum) + "." + name);
    auto variance = state_.at(std::string(kVariance) + "." + name);
    const auto& gradient = tensor.grad();
    momentum.mul_(momentum_).add_(gradient, 1 - momentum_);
    variance.mul_(kVarianceDecay).addcmul_(gradient, gradient, 1 - kVarianceDecay);
    const auto deviation = variance.div(variance_share).sqrt_().add_(kEpsilon);
    tensor.mul_(1 - lr * lr_factor * weight_decay_);
    tensor.addcdiv_(momentum, deviation, -lr * lr_factor / momentum_share);
  }
}

std::unique_ptr<Optimizer> make_optimizer(const TrainingConfig::Optimizer& config,
                                          std::vector<TrainedParameter> parameters) {
  if (config.kind == "adamw")
    return std::make_unique<AdamW>(std::move(parameters), config.momentum, config.weight_decay);
  return std::make_unique<MomentumSgd>(std::move(parameters), config.momentum, config.weight_decay);
}

}  // namespace panet
