#pragma once

#include <torch/types.h>

namespace panet {

// `picture` on the CPU and contiguous; panet::Error, which begins with `what`, unless it is H x W x
// 3 uint8 with pixels.
torch::Tensor checked_picture(const torch::Tensor& picture, const char* what);

}  // namespace panet
