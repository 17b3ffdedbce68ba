#include "image/shrunk.h"

#include <opencv2/imgproc.hpp>

#include "image/opencv_view.h"

namespace panet {

Picture averaged_picture(const PictureView& picture, PictureSize size) {
  auto small = Picture::uninitialised(size);
  auto pixels = mat_view(small);
  cv::resize(mat_view(picture), pixels, pixels.size(), 0, 0, cv::INTER_AREA);
  return small;
}

Picture shrunk_picture(const PictureView& picture, int64_t longest) {
  const auto size = shrunk_size(picture.dimensions(), longest);
  return size == picture.dimensions() ? copy_of(picture) : averaged_picture(picture, size);
}

}  // namespace panet
