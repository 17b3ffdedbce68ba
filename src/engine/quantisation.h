#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace panet {

// Numbers as integers of 8 bits: number = integer x scale. Rectified numbers are unsigned.
float signed_scale(float range);
float unsigned_scale(float range);

// A scale for each output channel of a weight, out_channels x ..., that its largest number just
// fits.
std::vector<float> channel_scales(std::span<const float> weight, int64_t out_channels);

}  // namespace panet
