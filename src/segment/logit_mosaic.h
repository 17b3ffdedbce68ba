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
// At each point it is the mean of the whole's and the tiles' logits, in which tiles count the less
// the nearer their border is: there they see half of a thing. Upsampling is linear, so this is the
// mean of what each would be at the picture's own pixels, and takes a few megabytes for many tiles.
class LogitMosaic {
 public:
  // whole: P x h x h, of the picture resized to a square; side: of all tiles, in pixels.
  LogitMosaic(PictureSize picture, int64_t side, MapStack whole);

  void add(const Tile& tile, const MapStack& logits);  // P x h x h

  MapStack merged() &&;  // P maps of g x g, g = h times the number of sides in the longer side

 private:
  PictureSize picture_;
  MapStack sums_;
  Map<float> weights_;
};

}  // namespace panet
