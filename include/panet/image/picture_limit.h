#pragma once

#include <cstdint>

#include "panet/base/public.h"

namespace PANET_PUBLIC panet {

// How large pictures, masks and other annotations may be. A file of a few bytes can tell any size;
// it is looked at before a pixel is decoded.

// Pixels of a side at most: what a JPEG can have.
inline constexpr int64_t kLongestSide = 65'500;

inline constexpr int64_t kMegapixel = 1'000'000;
inline constexpr int64_t kMostMegapixels = 1000;  // that max_pixels() can be

// Pixels at most: 200 megapixels where set_max_pixels() was not called. Segmenting takes about 20
// bytes for each. What messages call "max-pixels", in megapixels.
int64_t max_pixels();

// For the whole process, from then on; up to kMostMegapixels. panet::Error for other numbers.
void set_max_pixels(int64_t pixels);

}  // namespace panet
