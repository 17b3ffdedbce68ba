#include "train/trained_parameters.h"

#include <cmath>

#include "train/encoder_stages.h"

namespace panet {
namespace {

constexpr int kEarlyStages = 2;  // up to a stride of 4: a ResNet's conv1 and layer1

}  // namespace

std::vector<TrainedParameter> trained_parameters(const TorchEncoder& encoder,
                                                 const TrainingConfig::Optimizer& optimizer) {
  std::vector<TrainedParameter> trained;
  const int last = stage_count(encoder.options()) - 1;
  for (const auto& [name, tensor] : encoder.parameters()) {
    const int stage = stage_of(encoder.options(), name);
    const double factor = std::pow(optimizer.layer_decay, last - stage) *
                          (stage < kEarlyStages ? optimizer.early_lr : 1);
    tensor.set_requires_grad(factor > 0);
    if (factor > 0) trained.push_back({.name = name, .tensor = tensor, .lr_factor = factor});
  }
  return trained;
}

}  // namespace panet
