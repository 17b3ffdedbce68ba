#include "segment/tiles.h"

#include <algorithm>

#include "base/quotient_up.h"

namespace panet {
namespace {

constexpr int64_t kOverlap = 4;  // a tile and the next share at least 1 / kOverlap of the side

// Where tiles begin along one side of the picture, the first and the last at its ends.
std::vector<int64_t> beginnings(int64_t length, int64_t side) {
  const int64_t shared = quotient_up(side, kOverlap);
  const int64_t steps = quotient_up(length - side, side - shared);
  std::vector<int64_t> result = {0};
  for (int64_t i = 1; i <= steps; ++i) result.push_back(i * (length - side) / steps);
  return result;
}

}  // namespace

std::vector<TilePlace> tiles_of(PictureSize picture, int64_t times_closer, int64_t input_size) {
  const int64_t longer = std::max(picture.height, picture.width);
  const int64_t shorter = std::min(picture.height, picture.width);
  if (times_closer < kLeastTiles || shorter <= input_size) return {};
  const int64_t side = std::clamp(longer / times_closer, input_size, shorter);
  std::vector<TilePlace> tiles;
  for (const int64_t top : beginnings(picture.height, side))
    for (const int64_t left : beginnings(picture.width, side))
      tiles.push_back({.top = top, .left = left, .side = side});
  return tiles;
}

PictureView part_of(const PictureView& picture, const TilePlace& tile) {
  return {picture.row(tile.top) + 3 * tile.left,
          {tile.side, tile.side},
          picture.row_stride,
          picture.order};
}

}  // namespace panet
