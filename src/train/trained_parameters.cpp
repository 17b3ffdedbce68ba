#include "train/trained_parameters.h"

#include <cmath>

#include "train/encoder_stages.h"

namespace panet {
namespace {

constexpr int kEarlyStages = 2;  // up to a stride of 4: a ResNet's conv1 and layer1

}  // namespace

std::vector<TrainedParameter> trained_parameters(const Encoder& encoder,
                                                 const TrainingConfig::Optimizer& optimizer) {
  std::vector<TrainedParameter> trained;
  const int last = stage_count(encoder) - 1;
  for (const auto& parameter : encoder.named_parameters()) {
    const int stage = stage_of(encoder, parameter.key());
    const double factor = std::pow(optimizer.layer_decay, last - stage) *
                          (stage < kEarlyStages ? optimizer.early_lr : 1);
    parameter.value().set_requires_grad(factor > 0);
    if (factor > 0)
      trained.push_back(
          {.name = parameter.key(), .tensor = parameter.value(), .lr_factor = factor});
  }
  return trained;
}

}  // namespace panet
