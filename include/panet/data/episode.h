#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "panet/data/dataset.h"
#include "panet/data/fold.h"

namespace panet {

// One C-way K-shot task (paper Sec. 3.1): C classes, K annotated pictures of each, and pictures in
// which to find them.
struct Episode {
  std::vector<int> classes;                       // class ids, one a way
  std::vector<std::vector<std::size_t>> support;  // way x shot: pictures of the data set
  std::vector<std::size_t> queries;
};

struct EpisodeOptions {
  int ways = 1, shots = 1, queries = 1;
  uint64_t seed = 1234;
};

// Draws episodes as the authors' code does: the classes of an episode differ, and so do the
// pictures drawn for one class, support and queries together (a picture that holds two classes of
// an episode may be drawn for both). Which ways the queries are drawn for is decided once, by the
// seed.
//
// Episode i depends on data set, fold, options and i alone: any number of threads, machines, or a
// run that goes on in the middle, see the same episodes.
class EpisodeSampler {
 public:
  // panet::Error: fewer classes than ways; classes with fewer than shots + 1 pictures, as a table
  // of all that are short.
  EpisodeSampler(const Dataset& dataset, const Fold& fold, const EpisodeOptions& options);

  Episode episode(std::size_t index) const;
  std::vector<Episode> episodes(std::size_t count) const;  // 0 to count - 1

  // How many of the queries are drawn for each way; they stand in the order of the ways.
  const std::vector<std::size_t>& queries_of_way() const { return queries_of_way_; }

  // The pictures of a way's class that episode `index` does not draw for it, in an order that is
  // drawn for them as the episode is: what may take the place of one that cannot be used.
  std::vector<std::size_t> spares(std::size_t index, std::size_t way) const;

 private:
  std::vector<const DatasetClass*> classes_;
  EpisodeOptions options_;
  std::vector<std::size_t> queries_of_way_;
};

}  // namespace panet
