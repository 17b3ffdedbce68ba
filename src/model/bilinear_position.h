#pragma once

#include <cstdint>

namespace panet {

// Where a row (or column) of an upsampled map lies between those of the coarse one (bilinear,
// align_corners = false): it is (1 - share_of_next) of `first` and share_of_next of `next`.
struct BilinearPosition {
  int64_t first, next;
  float share_of_next;
};

// position: in rows of the coarse map, whose first one's middle is at 0; beyond its ends, those.
BilinearPosition bilinear_position_at(float position, int64_t coarse_size);

// index: of `size` rows, which are made of `coarse_size` ones.
BilinearPosition bilinear_position(int64_t index, int64_t size, int64_t coarse_size);

}  // namespace panet
