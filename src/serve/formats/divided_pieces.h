#pragma once

#include <cstdint>
#include <vector>

#include "panet/image/map.h"
#include "panet/image/pieces.h"
#include "serve/project/piece_lines.h"

namespace panet::serve {

// The pieces of a class in a picture that have at least so many pixels, as pieces_of() has them,
// divided and joined by a person's lines, the later ones over the earlier. Each pixel of the mask
// stays in a piece: one that a cut goes through in the nearest, and so does what a cut splits off
// that is too small to be meant.
Pieces divided_pieces(const Mask& mask, const std::vector<PieceLine>& lines, int64_t least_pixels);

}  // namespace panet::serve
