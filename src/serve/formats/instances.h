#pragma once

#include <cstddef>
#include <vector>

#include "image/outline.h"
#include "panet/image/map.h"
#include "panet/image/pieces.h"

namespace panet::serve {

// The instances of a class in a picture: its connected pieces that are large enough, or, of a class
// of one piece, all of its mask.
struct ClassInstances {
  Instances map;
  std::size_t count = 0;
  Mask rest;  // pixels of smaller pieces; no values where there are none
};

ClassInstances instances_of(const Mask& mask, bool one_piece, const LeastPiece& least);

// One ring for each of the instances, then one for what is left, where anything is.
std::vector<Ring> rings_of(const ClassInstances& instances);

}  // namespace panet::serve
