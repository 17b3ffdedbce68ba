#pragma once

#include <cstdint>
#include <functional>

#include "panet/base/public.h"

namespace PANET_PUBLIC panet {

// Asked with a picture's height and width (as stored) before there is room for a single pixel: may
// wait, or throw what the picture is refused with.
using Admission = std::function<void(int64_t height, int64_t width)>;

// What segmenting, or learning from, a picture takes at most while it lasts.
inline constexpr int64_t kBytesPerPixel = 20;

}  // namespace panet
