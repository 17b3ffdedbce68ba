#pragma once

#include <cstdint>
#include <vector>

#include "panet/image/picture_view.h"

namespace panet {

// Where a tile lies: a square part of a picture, in pixels.
struct TilePlace {
  int64_t top = 0, left = 0, side = 0;
  bool operator==(const TilePlace& other) const = default;
};

// By how much closer tiles may look: 1 / 2 to 1 / 64 of a picture's longer side.
inline constexpr int64_t kLeastTiles = 2, kMostTiles = 64;

// Tiles that cover a picture row by row, evenly spread, each overlapping the next by a quarter at
// least; all have one side: 1 / times_closer of the picture's longer one, no less than the
// encoder's input, no more than the shorter one. None where that would be no closer look than the
// whole picture's.
std::vector<TilePlace> tiles_of(PictureSize picture, int64_t times_closer, int64_t input_size);

// What the picture shows there; it must outlive the view.
PictureView part_of(const PictureView& picture, const TilePlace& tile);

}  // namespace panet
