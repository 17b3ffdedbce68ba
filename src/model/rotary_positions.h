#pragma once

#include <cstdint>

#include "panet/image/map.h"

namespace panet {

// The angles by which queries and keys of patches are turned (RoFormer, Su et al. 2021, along both
// axes as DINOv3 does it): (rows columns) x 32. Number i of a head and number i + 32 are turned by
// angle i, of which the first half is told by the row, the second by the column of the patch.
// Coordinates go from -1 to 1 along each axis, patches having theirs in the middle; periods from 1
// to almost 100.
Map<float> rotary_angles(PictureSize patches);

// Of the first half of them, from the shortest: 100^(i / 16).
double rotary_period(int64_t i);
inline constexpr int64_t kRotaryPeriods = 16;

}  // namespace panet
