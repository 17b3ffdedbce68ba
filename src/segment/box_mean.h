#pragma once

#include <torch/types.h>

namespace panet {

inline constexpr int64_t kBoxRadius = 4;  // points to each side

// The mean of the (2 kBoxRadius + 1)^2 points around each point; at the border, of those that there
// are. maps: N x h x w float32 → the same.
torch::Tensor box_mean(const torch::Tensor& maps);

}  // namespace panet
