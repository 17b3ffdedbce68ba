#pragma once

#include <filesystem>
#include <optional>

#include "panet/annotation/annotation.h"

namespace panet {

// FSS-1000's masks, some of which have another size than their picture: these are resized, pixels
// by the nearest, with a note. panet::Error as read_mask; a mask that is turned against its
// picture, or has more than 2^24 pixels.
Annotation read_fss_mask(const std::filesystem::path& mask, PictureSize picture,
                         std::optional<int> label);

// At its own size, without a picture.
Annotation read_fss_mask(const std::filesystem::path& mask, std::optional<int> label);

}  // namespace panet
