#pragma once

#include <string>

#include "panet/dataset/dataset.h"
#include "panet/episode/episode.h"

namespace panet {

// By which rules the episodes of a test are drawn. Figures of one protocol do not compare with
// those of another.
struct Protocol {
  LeastArea least_area;  // of a class in the pictures that are drawn for it: DatasetOptions'
  EpisodeDraw draw = EpisodeDraw::kClassesFirst;  // EpisodeOptions'
};

// "panet": the paper's, as the authors' code has it.
// "pfenet": that of PFENet (Tian et al., TPAMI 2020, arXiv 2008.01449) and most papers since: the
// query first, and a class counts where it covers 2 x 32 x 32 pixels.
// panet::Error for another word.
Protocol parse_protocol(const std::string& text);

}  // namespace panet
