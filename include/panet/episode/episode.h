#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "panet/base/public.h"
#include "panet/base/random_stream.h"
#include "panet/dataset/dataset.h"
#include "panet/dataset/fold.h"

namespace PANET_PUBLIC panet {

// One C-way K-shot task (paper Sec. 3.1): C classes, K annotated pictures of each, and pictures in
// which to find them.
struct Episode {
  std::vector<int> classes = {};                       // class ids, one a way
  std::vector<std::vector<std::size_t>> support = {};  // way x shot: pictures of the data set
  std::vector<std::size_t> queries = {};
};

enum class EpisodeDraw {
  // As the authors' code does: classes, each as likely; then the pictures of each class, support
  // and queries together. A picture that holds two classes of an episode may be drawn for both.
  kClassesFirst,
  // The query among all pictures that are listed for a class of the fold, each as likely; then its
  // class, among those that it is listed for; then the other classes, among all the rest; then the
  // supports of each class, the query never being one. For episodes of one query.
  kQueryFirst
};

struct EpisodeOptions {
  int ways = 1, shots = 1, queries = 1;
  uint64_t seed = 1234;
  EpisodeDraw draw = EpisodeDraw::kClassesFirst;
};

// Draws episodes. The classes of an episode differ, and so do the pictures that are drawn for one
// class. Which ways the queries are drawn for is decided once, by the seed.
//
// Episode i depends on data set, fold, options and i alone: any number of threads, machines, or a
// run that goes on in the middle, see the same episodes.
class EpisodeSampler {
 public:
  // panet::Error: a fold of classes that the data set does not have; fewer classes than ways;
  // classes with fewer than shots + 1 pictures, as a table of all that are short; several queries
  // of an episode that begins with its query.
  EpisodeSampler(const Dataset& dataset, const Fold& fold, const EpisodeOptions& options);

  Episode episode(std::size_t index) const;
  std::vector<Episode> episodes(std::size_t count) const;  // 0 to count - 1

  // How many of the queries are drawn for each way; they stand in the order of the ways.
  const std::vector<std::size_t>& queries_of_way() const { return queries_of_way_; }

  // The pictures of a way's class that episode `index` does not draw for it, in an order that is
  // drawn for them as the episode is: what may take the place of one that cannot be used.
  std::vector<std::size_t> spares(std::size_t index, std::size_t way) const;

 private:
  // A picture, and the classes of the fold that it is listed for.
  struct Candidate {
    std::size_t picture = 0;
    std::vector<std::size_t> classes;  // of classes_
  };

  void find_candidates();
  Episode classes_first(RandomStream& random) const;
  Episode query_first(RandomStream& random) const;
  std::vector<std::size_t> ways_with(std::size_t class_of_query, RandomStream& random) const;

  std::vector<const DatasetClass*> classes_;
  EpisodeOptions options_;
  std::vector<std::size_t> queries_of_way_;
  std::vector<Candidate> candidates_;  // for the query, by picture; of kQueryFirst
};

}  // namespace panet
