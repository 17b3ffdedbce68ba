#pragma once

#include <torch/types.h>

namespace panet {

// A picture as a smaller or larger one, by the filter of network_input (image/network_input.h),
// which gives up the aspect ratio too. picture: H x W x 3 uint8; size: 1 to 16384 → size x size x
// 3 uint8.
torch::Tensor resized_picture(const torch::Tensor& picture, int64_t size);

}  // namespace panet
