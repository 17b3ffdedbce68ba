#include "engine/quantisation.h"

#include <algorithm>
#include <cmath>

namespace panet {
namespace {

constexpr float kLargestSigned = 127, kLargestUnsigned = 255;

float largest_magnitude(std::span<const float> values) {
  float largest = 0;
  for (const float value : values) largest = std::max(largest, std::abs(value));
  return largest;
}

}  // namespace

float signed_scale(float range) {
  return range / kLargestSigned;
}

float unsigned_scale(float range) {
  return range / kLargestUnsigned;
}

std::vector<float> channel_scales(std::span<const float> weight, int64_t out_channels) {
  const auto count = static_cast<std::size_t>(out_channels);
  const auto length = weight.size() / count;
  std::vector<float> scales(count);
  for (std::size_t c = 0; c < count; ++c) {
    const float largest = largest_magnitude(weight.subspan(c * length, length));
    scales[c] = largest > 0 ? signed_scale(largest) : 1;
  }
  return scales;
}

}  // namespace panet
