#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "panet/image/picture_view.h"

namespace panet::test {

// A picture as cameras give it: blue first, with a gap behind each row.
class CameraPicture {
 public:
  explicit CameraPicture(const Picture& picture)
      : size_(picture.dimensions()),
        stride_(3 * size_.width + 5),
        bytes_(static_cast<std::size_t>(size_.height * stride_), kGap) {
    auto row = bytes_.begin();
    for (int64_t y = 0; y < size_.height; ++y, row += stride_) {
      auto byte = row;
      for (const Colour& pixel : picture.row(y))
        byte = std::reverse_copy(pixel.begin(), pixel.end(), byte);
    }
  }

  PictureView view() const { return {bytes_.data(), size_, stride_, ChannelOrder::kBgr}; }

 private:
  static constexpr uint8_t kGap = 77;

  PictureSize size_;
  std::ptrdiff_t stride_;
  std::vector<uint8_t> bytes_;
};

}  // namespace panet::test
