#pragma once

#include <torch/types.h>

namespace panet {

inline constexpr int64_t kModelCoefficients = 4;  // of red, green and blue, and a constant

// What logits are around each point as a linear function of the colours there (black 0, white 1),
// the first half of a guided filter. colours: h x w x 3 uint8; logits: P x h x w → P x 4 x h x w.
torch::Tensor colour_models(const torch::Tensor& colours, const torch::Tensor& logits);

}  // namespace panet
