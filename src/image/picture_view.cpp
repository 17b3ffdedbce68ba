#include "panet/image/picture_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "panet/base/error.h"
#include "panet/image/picture_limit.h"

namespace panet {

Picture copy_of(const PictureView& view) {
  auto picture = Picture::uninitialised(view.dimensions());
  for (int64_t y = 0; y < view.height; ++y) {
    const auto row = picture.row(y);
    std::copy_n(reinterpret_cast<const Colour*>(view.row(y)), row.size(), row.begin());
    if (view.order == ChannelOrder::kBgr)
      for (Colour& pixel : row) std::swap(pixel[0], pixel[2]);
  }
  return picture;
}

void expect_pixels(const PictureView& view, const char* what) {
  if (view.height < 1 || view.width < 1)
    throw Error(fmt::format("{}: a picture has at least one pixel, not {} x {}", what, view.height,
                            view.width));
  if (view.height > kLongestSide || view.width > kLongestSide)
    throw Error(fmt::format("{}: {} x {} pixels are too many: no side may have more than {}", what,
                            view.width, view.height, kLongestSide));
  if (view.data == nullptr)
    throw Error(fmt::format("{}: a picture of {} x {} pixels has no memory", what, view.height,
                            view.width));
  if (view.row_stride < 3 * view.width)
    throw Error(
        fmt::format("{}: a row of {} pixels is {} bytes long, but the rows of this picture begin "
                    "{} bytes apart",
                    what, view.width, 3 * view.width, view.row_stride));
}

}  // namespace panet
