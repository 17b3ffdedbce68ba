#include "image/triangle_filter.h"

#include <algorithm>
#include <cmath>

namespace panet {

TriangleFilter::TriangleFilter(int64_t input_size, int64_t output_size) {
  const double scale = static_cast<double>(input_size) / static_cast<double>(output_size);
  const double radius = std::max(scale, 1.0);
  for (int64_t output = 0; output < output_size; ++output) {
    // Where the middle of the output pixel lies among the input pixels, whose middles are at
    // 0.5, 1.5, ...
    const double centre = (static_cast<double>(output) + 0.5) * scale;
    const auto first = std::max<int64_t>(std::llround(std::floor(centre - radius + 0.5)), 0);
    const auto last =
        std::min<int64_t>(std::llround(std::floor(centre + radius + 0.5)), input_size);

    const auto height = [&](int64_t input) {
      return std::max(0.0, 1 - std::abs(static_cast<double>(input) + 0.5 - centre) / radius);
    };
    double sum = 0;
    for (int64_t input = first; input < last; ++input) sum += height(input);
    spans_.push_back({first, last - first, static_cast<int64_t>(weights_.size())});
    for (int64_t input = first; input < last; ++input)
      weights_.push_back(static_cast<float>(height(input) / sum));
  }
}

}  // namespace panet
