#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "panet/image/picture_view.h"

namespace panet {

// The size of the same proportions whose longer side is `longest`; what is no larger stays as it
// is.
inline PictureSize shrunk_size(PictureSize size, int64_t longest) {
  const int64_t longer = std::max(size.height, size.width);
  if (longer <= longest) return size;
  const auto scale = static_cast<double>(longest) / static_cast<double>(longer);
  const auto scaled = [scale](int64_t side) {
    return std::max<int64_t>(1, std::llround(static_cast<double>(side) * scale));
  };
  return {.height = scaled(size.height), .width = scaled(size.width)};
}

// At that size, each pixel the mean of what lies below it.
Picture averaged_picture(const PictureView& picture, PictureSize size);

// At its shrunk_size.
Picture shrunk_picture(const PictureView& picture, int64_t longest);

}  // namespace panet
