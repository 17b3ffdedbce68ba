#pragma once

#include <cstddef>
#include <cstdint>

#include "panet/base/public.h"
#include "panet/image/map.h"

namespace PANET_PUBLIC panet {

enum class ChannelOrder { kRgb, kBgr };

// A picture that lies in somebody's memory, three bytes a pixel: a camera's buffer, a cv::Mat
// (panet/opencv.h), a numpy array. It must outlive the view.
struct PictureView {
  const uint8_t* data = nullptr;  // the upper left pixel's first byte
  int64_t height = 0, width = 0;
  std::ptrdiff_t row_stride = 0;  // bytes from a row to the next
  ChannelOrder order = ChannelOrder::kRgb;

  PictureView() = default;
  PictureView(const uint8_t* pixels, PictureSize size, std::ptrdiff_t stride,
              ChannelOrder channel_order = ChannelOrder::kRgb)
      : data(pixels),
        height(size.height),
        width(size.width),
        row_stride(stride),
        order(channel_order) {}
  PictureView(const Picture& picture)  // NOLINT(google-explicit-constructor): the same picture
      : PictureView(reinterpret_cast<const uint8_t*>(picture.all().data()), picture.dimensions(),
                    3 * picture.width()) {}

  PictureSize dimensions() const { return {height, width}; }
  const uint8_t* row(int64_t y) const { return data + y * row_stride; }
  std::size_t red() const { return order == ChannelOrder::kRgb ? 0 : 2; }  // byte of a pixel
  std::size_t blue() const { return 2 - red(); }
  Colour at(int64_t y, int64_t x) const {
    const uint8_t* pixel = row(y) + 3 * x;
    return {pixel[red()], pixel[1], pixel[blue()]};
  }
};

// The same pixels in memory of their own.
Picture copy_of(const PictureView& view);

// panet::Error, which begins with `what`, unless it has pixels, 65,500 in a row or a column at
// most, of which a row holds no more bytes than lie between two rows.
void expect_pixels(const PictureView& view, const char* what);

}  // namespace panet
