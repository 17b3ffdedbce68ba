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
  // side: of all tiles, in pixels of the picture; features: on a side of theirs. whole: P maps of
  // any size.
  LogitMosaic(PictureSize picture, int64_t side, int64_t features, MapStack whole);

  void add(const TilePlace& tile, const MapStack& logits);  // P maps of features x features

  // P maps in the proportions of the whole's; on their longer side as many points as features of
  // tiles lie along the picture's longer side.
  MapStack merged() &&;

 private:
  PictureSize picture_;
  MapStack whole_, sums_;  // sums: of the tiles at each point
  Map<float> tiles_;       // how many those are
};

}  // namespace panet
