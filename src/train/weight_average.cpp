#include "train/weight_average.h"

namespace panet {

WeightAverage::WeightAverage(const TorchTensors& weights, double decay) : decay_(decay) {
  for (const auto& [name, weight] : weights) average_[name] = weight.detach().clone();
}

void WeightAverage::update(const TorchTensors& weights) {
  const torch::NoGradGuard no_grad;
  for (auto& [name, average] : average_) average.lerp_(weights.at(name), 1 - decay_);
}

}  // namespace panet
