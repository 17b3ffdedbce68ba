#include "panet/train/momentum_sgd.h"

namespace panet {

MomentumSgd::MomentumSgd(std::vector<TrainedParameter> parameters,
                         const MomentumSgdOptions& options)
    : parameters_(std::move(parameters)), options_(options) {
  for (const auto& parameter : parameters_)
    velocities_[parameter.name] = torch::zeros_like(parameter.tensor.detach());
}

void MomentumSgd::step(double lr) {
  const torch::NoGradGuard no_grad;
  for (auto& [name, tensor, lr_factor] : parameters_) {
    auto& velocity = velocities_.at(name);
    velocity.mul_(options_.momentum).add_(tensor.grad()).add_(tensor, options_.weight_decay);
    tensor.add_(velocity, -lr * lr_factor);
  }
}

void MomentumSgd::zero_gradients() {
  for (auto& parameter : parameters_) parameter.tensor.mutable_grad().reset();
}

}  // namespace panet
