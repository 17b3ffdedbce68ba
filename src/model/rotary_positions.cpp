#include "model/rotary_positions.h"

#include <cmath>
#include <numbers>

namespace panet {
namespace {

constexpr double kBase = 100;

double coordinate(int64_t patch, int64_t patches) {
  return 2 * (static_cast<double>(patch) + 0.5) / static_cast<double>(patches) - 1;
}

}  // namespace

double rotary_period(int64_t i) {
  return std::pow(kBase, static_cast<double>(i) / static_cast<double>(kRotaryPeriods));
}

Map<float> rotary_angles(PictureSize patches) {
  const auto [height, width] = patches;
  auto angles = Map<float>::uninitialised(height * width, 2 * kRotaryPeriods);
  for (int64_t y = 0; y < height; ++y)
    for (int64_t x = 0; x < width; ++x)
      for (int64_t i = 0; i < kRotaryPeriods; ++i) {
        const double turn = 2 * std::numbers::pi / rotary_period(i);
        const int64_t patch = y * width + x;
        angles.at(patch, i) = static_cast<float>(turn * coordinate(y, height));
        angles.at(patch, i + kRotaryPeriods) = static_cast<float>(turn * coordinate(x, width));
      }
  return angles;
}

}  // namespace panet
