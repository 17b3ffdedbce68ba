#pragma once

#include <cstdint>

#include "panet/image/picture_view.h"

namespace panet {

// A picture as a smaller or larger one, by the filter of network_input (image/network_input.h),
// which gives up the aspect ratio too. size: 1 to 16384 → size x size.
Picture resized_picture(const PictureView& picture, int64_t size);

}  // namespace panet
