#pragma once

#include <vector>

#include "panet/base/random_stream.h"
#include "panet/image/map.h"
#include "panet/image/shapes.h"

namespace panet {

// Where the hand goes that scribbles on a region: a smooth line along the medial axis of its
// largest component. Empty for an empty region.
std::vector<Point> scribble_points(const Mask& region, RandomStream& random);

}  // namespace panet
