#pragma once

#include <string_view>

#include "image/byte_view.h"

namespace panet {

// What stands before EXIF in a JPEG segment, and in some WebP files.
inline constexpr std::string_view kExifPrefix("Exif\0\0", 6);

// The orientation, 1 to 8, that EXIF bytes (without the prefix) tell; 1 where they tell none or are
// broken, for that is no reason to refuse a picture.
int exif_orientation(ByteView exif);

}  // namespace panet
