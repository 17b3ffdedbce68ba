#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "image/triangle_filter.h"
#include "panet/image/picture_view.h"

namespace panet {

using Levels = std::array<float, 3>;  // red, green, blue

// A picture resized by the triangle filter, a row at a time.
class TriangleResize {
 public:
  // panet::Error, which begins with `what`, unless picture and size (sides of 1 to 16384) are fit
  // for it.
  // The picture must outlive this.
  TriangleResize(const PictureView& picture, PictureSize size, const char* what);

  // Row y into `out`, as many pixels as the new width, from 0 to 255. Any number of threads may ask
  // for rows.
  void row(int64_t y, std::span<Levels> out) const;

 private:
  PictureView picture_;
  TriangleFilter vertical_, horizontal_;
};

}  // namespace panet
