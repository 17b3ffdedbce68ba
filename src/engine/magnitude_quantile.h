#pragma once

#include <span>

namespace panet {

// The magnitude that a share of the values, below 1, is below: counted from the smallest, the one
// of number share x count. There is at least one value.
float magnitude_quantile(std::span<const float> values, double share);

}  // namespace panet
