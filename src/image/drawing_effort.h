#pragma once

#include <cstdint>
#include <vector>

#include "panet/image/map.h"
#include "panet/image/shapes.h"

namespace panet {

// The pixels between which a shape lies; none where an end is not behind its begin.
struct ShapeBox {
  int64_t top = 0, bottom = 0, left = 0, right = 0;

  int64_t height() const { return bottom - top; }
  int64_t width() const { return right - left; }
  double pixels() const { return static_cast<double>(height()) * static_cast<double>(width()); }
};

// Around both.
ShapeBox operator|(const ShapeBox& a, const ShapeBox& b);

// Outside of it nothing is drawn by an outline (width 0), or a line of that width. Points may be
// any numbers, NaN among them.
ShapeBox box_around(const std::vector<Point>& points, double width, PictureSize size);

// Bounds what a file or a request of some megabytes may ask for: shapes by the hundred thousand,
// each as large as the picture. Told of each shape before it is drawn.
class DrawingEffort {
 public:
  explicit DrawingEffort(PictureSize size) : size_(size) {}

  // An outline (width 0) or a line: the pixels between which it lies, and the rows that its edges
  // cross.
  void spend(const std::vector<Point>& points, double width);

  // A mask as large as the picture, which is made and looked through.
  void spend_on_mask();

  // Pixels that are filled. panet::Error where all together are too many.
  void spend(double pixels);

 private:
  PictureSize size_;
  double spent_ = 0;
};

}  // namespace panet
