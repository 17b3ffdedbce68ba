#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <opencv2/core/mat.hpp>
#include <type_traits>

#include "panet/image/map.h"
#include "panet/image/picture_view.h"

namespace panet {

template <typename T>
inline constexpr int kChannels = 1;
template <std::size_t kCount>
inline constexpr int kChannels<std::array<uint8_t, kCount>> = kCount;

// The same values seen by OpenCV, which does not know that it must not write to a const map. The
// map must outlive the view.
template <typename T, typename Meaning>
cv::Mat mat_view(const Map<T, Meaning>& map) {
  static_assert(std::is_same_v<T, uint8_t> || kChannels<T> > 1, "values are made of bytes");
  return {static_cast<int>(map.height()), static_cast<int>(map.width()), CV_8UC(kChannels<T>),
          const_cast<T*>(map.all().data())};
}

// The channels stay in the order that the picture has.
inline cv::Mat mat_view(const PictureView& picture) {
  return {static_cast<int>(picture.height), static_cast<int>(picture.width), CV_8UC3,
          const_cast<uint8_t*>(picture.data), static_cast<std::size_t>(picture.row_stride)};
}

// A copy of a matrix of three bytes a pixel, whose channels stay in their order.
inline Picture picture_of(const cv::Mat& mat) {
  CV_Assert(mat.type() == CV_8UC3);
  auto picture = Picture::uninitialised(mat.rows, mat.cols);
  for (int y = 0; y < mat.rows; ++y)
    std::copy_n(mat.ptr<Colour>(y), mat.cols, picture.row(y).begin());
  return picture;
}

}  // namespace panet
