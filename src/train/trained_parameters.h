#pragma once

#include <vector>

#include "panet/train/network/torch_encoder.h"
#include "train/optimizer.h"

namespace panet {

// The weights of an encoder that learn, and how fast. Those that do not need no gradients, so none
// are computed for them from here on.
std::vector<TrainedParameter> trained_parameters(const TorchEncoder& encoder,
                                                 const TrainingConfig::Optimizer& optimizer);

}  // namespace panet
