#pragma once

#include "image/outline.h"

namespace panet::serve {

// One ring for an outline, with fewer corners (Douglas and Peucker's rule): none that is left out
// lies farther than `fineness` times the length of its own ring from what stays. Holes are joined
// to what is around them by lines there and back; those of which nothing is left are filled. 0
// leaves all corners.
Ring simplified_ring(const Outline& outline, double fineness);

// Of what a ring is around, in pixels.
double enclosed_area(const Ring& ring);

}  // namespace panet::serve
