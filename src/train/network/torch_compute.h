#pragma once

#include <torch/types.h>

#include "panet/model/precision.h"

namespace panet {

// A precision as LibTorch calls it. panet::Error for int8, in which LibTorch computes no encoder.
torch::ScalarType scalar_type(Precision precision);

// A device as LibTorch calls it. panet::Error where there is no such GPU.
torch::Device torch_device(const Device& device);

}  // namespace panet
