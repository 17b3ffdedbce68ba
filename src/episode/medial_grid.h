#pragma once

#include <cstddef>
#include <vector>

#include "panet/image/map.h"
#include "panet/image/shapes.h"

namespace panet {

// The largest component of a region on a coarse grid, row by row. A cell is known by its deepest
// pixel: the one farthest from the region's edge, of which the picture's edge is a part.
struct MedialGrid {
  int height = 0, width = 0;   // cells; both 0 for an empty region
  std::vector<Point> points;   // the middle of each cell's deepest pixel
  std::vector<double> depths;  // its distance from the edge in pixels; 0 in cells outside

  std::size_t cell(int y, int x) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
           static_cast<std::size_t>(x);
  }
  bool contains(std::size_t cell) const { return depths[cell] > 0; }
};

// The grid covers the component's bounding box with about `resolution` cells along the longer side.
// Pixels that touch lie in the same cell or in neighbouring ones (across corners too), so the grid
// is in one piece as well.
MedialGrid medial_grid(const Mask& region, int resolution);

}  // namespace panet
