#pragma once

#include <cstdint>

#include "panet/image/picture_limit.h"

namespace panet {

// Throws panet::Error unless height x width is at least 1 x 1, no side is longer than kLongestSide,
// and all pixels are at most max_pixels(). The message has no file name yet.
void check_picture_size(uint64_t height, uint64_t width);

// Throws panet::Error where a picture needs more memory than there is, so that it is told and not
// the whole program killed. The message has no file name yet.
void check_picture_memory(int64_t height, int64_t width, int64_t bytes_per_pixel);

}  // namespace panet
