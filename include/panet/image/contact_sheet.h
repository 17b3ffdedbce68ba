#pragma once

#include <torch/torch.h>

#include <string>
#include <vector>

namespace panet {

struct Tile {
  torch::Tensor picture;  // any size; fitted into the tile, aspect kept; undefined leaves the tile empty
  std::string caption;
};

// Rows of captioned pictures on one sheet: support → prediction, for people who would rather look than read.
// tile_width, tile_height in pixels, the caption line not counted. → one picture.
torch::Tensor contact_sheet(const std::vector<std::vector<Tile>>& rows, int tile_width = 240, int tile_height = 180);

}  // namespace panet
