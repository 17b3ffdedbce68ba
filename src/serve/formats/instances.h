#pragma once

#include <cstddef>
#include <vector>

#include "panet/image/map.h"
#include "panet/image/pieces.h"
#include "serve/project/piece_lines.h"

namespace panet::serve {

// The instances of a class in a picture: its pieces as a person cut and joined them (see
// divided_pieces.h) that are large enough, or, of a class of one piece, all of its mask. What a
// person added is no speck, however small.
struct ClassInstances {
  Instances map;
  std::size_t count = 0;
  Mask rest;  // pixels of smaller pieces; no values where there are none
};

// added: no values where nothing was (Project::added).
ClassInstances instances_of(const Mask& mask, const Mask& added,
                            const std::vector<PieceLine>& lines, bool one_piece,
                            const LeastPiece& least);

}  // namespace panet::serve
