#pragma once

#include <optional>
#include <string>

#include "panet/image/map.h"

namespace panet::serve {

// Masks as they stand in the file: COCO's compressed runs, or nothing where no pixel is set.
std::optional<std::string> packed_mask(const Mask& mask);

// The text is untrusted: panet::Error where it does not fit the size.
Mask unpacked_mask(const std::optional<std::string>& text, PictureSize size);

}  // namespace panet::serve
