#include "model/bilinear_position.h"

#include <algorithm>

namespace panet {

BilinearPosition bilinear_position(int64_t index, int64_t size, int64_t coarse_size) {
  const float scale = static_cast<float>(coarse_size) / static_cast<float>(size);
  const float position = std::max((static_cast<float>(index) + 0.5f) * scale - 0.5f, 0.0f);
  const auto first = std::min(static_cast<int64_t>(position), coarse_size - 1);
  return {.first = first,
          .next = std::min(first + 1, coarse_size - 1),
          .share_of_next = position - static_cast<float>(first)};
}

}  // namespace panet
