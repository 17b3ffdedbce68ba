#pragma once

#include <cstdint>
#include <vector>

#include "panet/image/map.h"
#include "panet/image/shapes.h"

namespace panet::serve {

struct LinePixel {
  int64_t y = 0, x = 0;
  bool operator==(const LinePixel&) const = default;
};

// The pixels of a picture that a line from one point to another goes through, in its order. From
// each to the next it is one step to a side, none across a corner: nothing slips through it, and
// two such lines that cross have a pixel in common. Coordinates up to a million.
std::vector<LinePixel> line_pixels(Point from, Point to, PictureSize size);

}  // namespace panet::serve
