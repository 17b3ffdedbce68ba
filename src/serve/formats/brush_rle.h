#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "panet/image/map.h"

namespace panet::serve {

// A mask as Label Studio's brush keeps it: the four bytes of each pixel (0 or 255), row after row,
// in runs that are packed bit by bit.
std::vector<uint8_t> brush_rle(const Mask& mask);

// The pixels of which the last byte, how opaque they are, is more than half of 255. The bytes are
// untrusted: panet::Error where they are cut off, or not of a picture of that size.
Mask decode_brush_rle(std::span<const uint8_t> bytes, PictureSize size);

}  // namespace panet::serve
