#include "model/position_interpolation.h"

#include <algorithm>
#include <cmath>

namespace panet {
namespace {

constexpr double kReach = 2;     // of a cubic
constexpr double kOffset = 0.1;  // DINOv2 adds it lest a rounded factor lose a row

double cubic(double distance, double a) {
  const double x = std::abs(distance);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < kReach ? ((x - 5) * x + 8) * a * x - 4 * a : 0;
}

// Beyond the ends lie more of the outermost ones.
void put_bicubic(double middle, std::span<float> shares) {
  const auto last = std::ssize(shares) - 1;
  const auto below = static_cast<int64_t>(std::floor(middle));
  for (int64_t i = below - 1; i <= below + 2; ++i)
    shares[static_cast<std::size_t>(std::clamp<int64_t>(i, 0, last))] +=
        static_cast<float>(cubic(middle - static_cast<double>(i), -0.75));
}

// Beyond the ends lies nothing. `step`: from a new position to the next, in old ones.
void put_antialiased(double middle, double step, std::span<float> shares) {
  const double stretch = std::max(step, 1.0);
  const auto share = [&](std::size_t i) {
    return cubic((static_cast<double>(i) - middle) / stretch, -0.5);
  };
  double sum = 0;
  for (std::size_t i = 0; i < shares.size(); ++i) sum += share(i);
  for (std::size_t i = 0; i < shares.size(); ++i) shares[i] = static_cast<float>(share(i) / sum);
}

}  // namespace

Map<float> position_shares(int64_t from, int64_t to, PositionInterpolation interpolation) {
  Map<float> shares(to, from);
  const bool is_antialiased = interpolation == PositionInterpolation::kAntialiased;
  const double step =
      static_cast<double>(from) / (static_cast<double>(to) + (is_antialiased ? 0 : kOffset));
  for (int64_t i = 0; i < to; ++i) {
    const double middle = (static_cast<double>(i) + 0.5) * step - 0.5;
    if (is_antialiased)
      put_antialiased(middle, step, shares.row(i));
    else
      put_bicubic(middle, shares.row(i));
  }
  return shares;
}

}  // namespace panet
