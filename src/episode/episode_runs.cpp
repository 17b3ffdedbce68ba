#include "episode/episode_runs.h"

#include <algorithm>

#include "panet/episode/absent_queries.h"

namespace panet {
namespace {

EpisodeSet drawn_run(const Dataset& dataset, const Fold& fold, const EpisodeRuns& runs,
                     EpisodeSet set) {
  const EpisodeOptions options = {.ways = set.ways,
                                  .shots = set.shots,
                                  .seed = runs.seed + static_cast<uint64_t>(set.run) - 1,
                                  .draw = runs.draw};
  set.episodes = EpisodeSampler(dataset, fold, options).episodes(runs.episodes);
  if (runs.absent > 0) draw_absent_queries(set.episodes, dataset, runs.absent, options.seed);
  return set;
}

}  // namespace

std::vector<EpisodeSet> drawn_episodes(const Dataset& dataset, const std::vector<Fold>& folds,
                                       const EpisodeRuns& runs) {
  std::vector<EpisodeSet> sets;
  for (const auto& fold : folds)
    for (const int ways : runs.ways)
      for (const int shots : runs.shots)
        for (int run = 1; run <= runs.runs; ++run)
          sets.push_back(drawn_run(
              dataset, fold, runs,
              {.split = fold.name, .ways = ways, .shots = shots, .run = run, .episodes = {}}));
  return sets;
}

bool has_absent_queries(const Dataset& dataset, const std::vector<EpisodeSet>& sets) {
  return std::ranges::any_of(sets, [&](const EpisodeSet& set) {
    return std::ranges::any_of(
        set.episodes, [&](const Episode& episode) { return has_absent_query(dataset, episode); });
  });
}

}  // namespace panet
