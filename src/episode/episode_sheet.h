#pragma once

#include <vector>

#include "image/png.h"
#include "panet/episode/episode.h"
#include "panet/episode/episode_annotation.h"
#include "panet/image/contact_sheet.h"

namespace panet {

// An episode for people to look at, in the manner of the paper's Figures 3 and 6: a tile for each
// support with its annotation, then one for each query with the truth, each class in a colour of
// its own; background strokes of scribbles are white. Annotations are those at the size
// `input_size`, at which episodes are run. Captions are class and picture names.
std::vector<Tile> episode_tiles(const Dataset& dataset, const Episode& episode,
                                const SupportAnnotationOptions& annotation, int64_t input_size);

// A query with labels laid over it: of any size, i the i-th way; kVoid is left as it is.
Tile query_tile(const Dataset& dataset, std::size_t query, const Labels& labels,
                const std::string& caption);

}  // namespace panet
