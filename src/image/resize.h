#pragma once

#include <cstdint>

#include "panet/image/picture_view.h"

namespace panet {

// A picture as a smaller or larger one, by the filter of network_input (image/network_input.h),
// whatever its own proportions are. Sides go from 1 to 16384.
Picture resized_picture(const PictureView& picture, PictureSize size);

}  // namespace panet
