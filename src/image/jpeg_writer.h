#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "panet/image/map.h"

namespace panet {

// A JPEG file's bytes. quality: 1 to 100. panet::Error (no file name yet) where the picture is too
// large for one.
std::string rgb_jpeg(std::span<const Colour> pixels, int64_t width, int quality);

}  // namespace panet
