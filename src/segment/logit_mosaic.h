#pragma once

#include <cstdint>

#include "panet/model/map_stack.h"
#include "segment/tiles.h"

namespace panet {

// Logits of a whole picture and of tiles of it, merged on one grid over the picture, as fine as the
// tiles' own:
//
//   LogitMosaic mosaic(size, side, std::move(logits_of_whole));
//   for (tile : tiles) mosaic.add(tile, logits_of(tile));
//   auto logits = std::move(mosaic).merged();
//
// At each point it is the mean of the tiles' logits there, mixed with a fifth of the whole's, which
// sees things that no tile holds. Upsampling is linear, so this is what the same mean would be at
// the picture's own pixels, and takes a few megabytes for any number of tiles.
class LogitMosaic {
 public:
  // whole: P x h x h, of the picture resized to a square; side: of all tiles, in pixels.
  LogitMosaic(PictureSize picture, int64_t side, MapStack whole);

  void add(const Tile& tile, const MapStack& logits);  // P x h x h

  MapStack merged() &&;  // P maps of g x g, g = h times the number of sides in the longer side

 private:
  PictureSize picture_;
  MapStack whole_, sums_;  // sums: of the tiles at each point
  Map<float> tiles_;       // how many those are
};

}  // namespace panet
