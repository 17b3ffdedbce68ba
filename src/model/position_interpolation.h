#pragma once

#include <cstdint>

#include "panet/image/map.h"
#include "panet/model/vision_transformer.h"

namespace panet {

// What share each of `from` learnt positions along a side has in each of `to` new ones: to x from,
// each row a sum of 1. The positions of a grid are R P C', with the matrices of its rows and of its
// columns, unless both are as many as they were: those stay as they are.
//
// Both ways are bicubic (Keys 1981): torch.nn.functional.interpolate's, which has a = -0.75 without
// antialiasing and -0.5 with it.
Map<float> position_shares(int64_t from, int64_t to, PositionInterpolation interpolation);

}  // namespace panet
