#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "panet/base/public.h"
#include "panet/eval/evaluator.h"

namespace PANET_PUBLIC panet {

// How well an episode went: the mean IoU of its ways, 0 to 1.
struct RankedEpisode {
  std::size_t index = 0;  // among the episodes ranked
  double iou = 0;
  std::string rank;  // "best", "median" or "worst"
};

// Of the episodes with these outcomes, the `count` best, the `count` around the median and the
// `count` worst, each from better to worse; all of them where there are no more. Episodes whose
// query holds none of their classes have no IoU and are left out.
std::vector<RankedEpisode> ranked_episodes(const std::vector<EpisodeOutcome>& outcomes,
                                           std::size_t count);

// The paper's Figures 3 and 6: a row for each episode, its supports with their annotations, its
// queries with the truth, and with the prediction. → one picture.
Picture figure(Evaluator& evaluator, const Dataset& dataset, const std::vector<Episode>& episodes,
               const std::vector<RankedEpisode>& rows, const SupportAnnotationOptions& annotation,
               int64_t input_size);

}  // namespace panet
