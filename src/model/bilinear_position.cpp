#include "model/bilinear_position.h"

#include <algorithm>

namespace panet {

BilinearPosition bilinear_position_at(float position, int64_t coarse_size) {
  const float inside = std::max(position, 0.0f);
  const auto first = std::min(static_cast<int64_t>(inside), coarse_size - 1);
  return {.first = first,
          .next = std::min(first + 1, coarse_size - 1),
          .share_of_next = inside - static_cast<float>(first)};
}

BilinearPosition bilinear_position(int64_t index, int64_t size, int64_t coarse_size) {
  const float scale = static_cast<float>(coarse_size) / static_cast<float>(size);
  return bilinear_position_at((static_cast<float>(index) + 0.5f) * scale - 0.5f, coarse_size);
}

}  // namespace panet
