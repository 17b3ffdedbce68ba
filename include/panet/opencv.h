#pragma once

#include <cstddef>
#include <opencv2/core.hpp>
#include <string>

#include "panet/base/error.h"
#include "panet/image/map.h"
#include "panet/image/picture_view.h"

namespace panet {

// Pictures of programs that use OpenCV, without a copy. Only this header needs OpenCV.

// The picture in a matrix of three bytes a pixel, which must outlive the view. OpenCV's own
// functions read and make BGR. panet::Error for an empty matrix, or one of another type.
inline PictureView view_of(const cv::Mat& mat, ChannelOrder order = ChannelOrder::kBgr) {
  if (mat.empty())
    throw Error("a cv::Mat with a picture has at least one pixel; this one is empty");
  if (mat.dims != 2 || mat.type() != CV_8UC3)
    throw Error("a cv::Mat with a picture has two dimensions and is CV_8UC3; this one has " +
                std::to_string(mat.dims) + " and is " + cv::typeToString(mat.type()));
  return {mat.data, {mat.rows, mat.cols}, static_cast<std::ptrdiff_t>(mat.step[0]), order};
}

// The same values as a matrix: CV_8UC3, red first, or CV_8UC1. The map must outlive it.
inline cv::Mat mat_of(Picture& picture) {
  return {static_cast<int>(picture.height()), static_cast<int>(picture.width()), CV_8UC3,
          picture.all().data()};
}
inline cv::Mat mat_of(Mask& mask) {
  return {static_cast<int>(mask.height()), static_cast<int>(mask.width()), CV_8UC1,
          mask.all().data()};
}
inline cv::Mat mat_of(Labels& labels) {
  return {static_cast<int>(labels.height()), static_cast<int>(labels.width()), CV_8UC1,
          labels.all().data()};
}

}  // namespace panet
