#pragma once

#include <cstdint>
#include <vector>

#include "panet/image/map.h"

namespace panet::serve {

// A mask as Label Studio's brush keeps it: the four bytes of each pixel (0 or 255), row after row,
// in runs that are packed bit by bit.
std::vector<uint8_t> brush_rle(const Mask& mask);

}  // namespace panet::serve
