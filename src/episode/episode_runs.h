#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "panet/dataset/dataset.h"
#include "panet/dataset/fold.h"
#include "panet/episode/episode.h"
#include "panet/episode/episode_file.h"

namespace panet {

// Which episodes a measurement draws.
struct EpisodeRuns {
  std::vector<int> ways = {1}, shots = {1};  // every number of ways with every number of shots
  int runs = 5;
  std::size_t episodes = 1000;  // of each run
  uint64_t seed = 1234;         // of the first run; the next has the next number
  EpisodeDraw draw = EpisodeDraw::kClassesFirst;
  double absent = 0;  // the share of draw_absent_queries
};

// A set for each fold, ways, shots and run, in this order; those of one run depend on its seed, not
// on the other runs. panet::Error as EpisodeSampler and draw_absent_queries have it.
std::vector<EpisodeSet> drawn_episodes(const Dataset& dataset, const std::vector<Fold>& folds,
                                       const EpisodeRuns& runs);

// Whether any query holds none of its episode's classes: then presence can be measured.
bool has_absent_queries(const Dataset& dataset, const std::vector<EpisodeSet>& sets);

}  // namespace panet
