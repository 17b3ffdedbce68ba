#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "panet/image/map.h"
#include "panet/image/shapes.h"

namespace panet {

// A closed line along the edges of pixels: its corners, in order; the last is joined to the first.
using Ring = std::vector<Point>;

// Pixels that hang together by their sides, outlined exactly: the ring around them and those around
// the holes in them. Filled by the even-odd rule (fill_polygon of the rings, one exclusive or the
// other), they are these pixels again.
struct Outline {
  Ring around;
  std::vector<Ring> holes;
};

// In the order in which each begins, row by row.
std::vector<Outline> outlines_of(const Mask& mask);

// Of each of the objects 1 to `objects` of a map.
std::vector<std::vector<Outline>> outlines_of(const Instances& instances, std::size_t objects);

// One ring for all, for formats that know no other: its parts are joined by lines there and back,
// which enclose nothing. fill_polygon of it draws the same pixels. Empty without outlines.
Ring one_ring(std::span<const Outline> outlines);
inline Ring one_ring(const Outline& outline) {
  return one_ring({&outline, 1});
}

}  // namespace panet
