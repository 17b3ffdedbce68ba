#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "episode/medial_grid.h"

namespace panet {

// A path through a region from one far end to another, along its middle: cells of the grid, each
// a neighbour of the one before. `choose(n)` picks one of 0 to n - 1, and with it where the search
// sets out and which of the far ends it takes. Empty for an empty grid.
std::vector<std::size_t> medial_path(const MedialGrid& grid,
                                     const std::function<std::size_t(std::size_t)>& choose);

}  // namespace panet
