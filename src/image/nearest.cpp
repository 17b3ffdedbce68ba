#include "image/nearest.h"

#include <algorithm>
#include <cmath>

namespace panet {

std::vector<int64_t> nearest_pixels(int64_t length, int64_t resized) {
  const double scale = static_cast<double>(length) / static_cast<double>(resized);
  std::vector<int64_t> pixels(static_cast<std::size_t>(resized));
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    const double middle = (static_cast<double>(i) + 0.5) * scale;
    pixels[i] = std::min(static_cast<int64_t>(std::floor(middle)), length - 1);
  }
  return pixels;
}

}  // namespace panet
