#pragma once

#include <string>
#include <vector>

#include "panet/base/public.h"
#include "panet/image/map.h"
#include "panet/image/picture_view.h"

namespace PANET_PUBLIC panet {

inline constexpr int kTileWidth = 240, kTileHeight = 180;

struct Tile {
  // Of any size; fitted into the tile, aspect kept; without pixels it stays empty.
  Picture picture = {};
  std::string caption = {};
};

// Rows of captioned pictures on one white sheet: support → prediction, for people who would rather
// look than read. Rows may differ in length. A caption that is too wide ends in "..."; characters
// beyond ASCII become "?".
// tile_width, tile_height: 16 to 8192 pixels, the caption line not counted. → one picture.
Picture contact_sheet(const std::vector<std::vector<Tile>>& rows, int tile_width = kTileWidth,
                      int tile_height = kTileHeight);

// A picture as its tile shows it: for those who would rather not keep many large ones until the
// sheet is made. Height or width is the tile's.
Picture fitted_to_tile(const PictureView& picture, int tile_width = kTileWidth,
                       int tile_height = kTileHeight);

}  // namespace panet
