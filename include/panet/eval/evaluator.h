#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "panet/base/public.h"
#include "panet/dataset/dataset.h"
#include "panet/episode/episode.h"
#include "panet/episode/episode_annotation.h"
#include "panet/eval/iou_metric.h"
#include "panet/eval/presence_metric.h"
#include "panet/segment/segmenter.h"

namespace PANET_PUBLIC panet {

struct EvaluatorOptions {
  std::size_t cache_bytes = 0;  // for features; 0 encodes every picture of every episode anew
  int loader_threads = 1;       // that read, decode and resize ahead
  bool presence = false;        // whether each query is asked for the presence of each class
};

// What became of one episode.
struct EpisodeOutcome {
  std::size_t index = 0;  // among the episodes evaluated
  // Background and ways, over the queries that hold one of its classes.
  std::vector<IouCounts> counts;
  std::vector<FoundPresence> presences;  // query x way, where EvaluatorOptions asks for them
};

// Runs episodes (paper Sec. 4.1): prototypes of the supports, then the labels of the queries, both
// at the size at which the encoder sees pictures, as the authors evaluate.
//
// A picture is encoded once, however many episodes it is in, as long as the cache has room; so are
// the masked averages of a support with its annotation. What is kept is the very thing that is
// computed with, so results do not depend on the size of the cache, nor on the number of threads
// that load. Used by one thread at a time.
class Evaluator {
 public:
  // `segmenter` and `dataset` must outlive the evaluator.
  Evaluator(Segmenter& segmenter, const Dataset& dataset, const EvaluatorOptions& options);
  ~Evaluator();

  // Evaluates the episodes in order, telling `on_episode` of each; ends early where that returns
  // false.
  using OnEpisode = std::function<bool(const EpisodeOutcome&)>;
  void evaluate(const std::vector<Episode>& episodes, const SupportAnnotationOptions& annotation,
                const OnEpisode& on_episode);

  // The labels of an episode's queries, each S x S: i is the i-th way.
  std::vector<Labels> predictions(const Episode& episode,
                                  const SupportAnnotationOptions& annotation);

  const EvaluatorOptions& options() const;

 private:
  class Work;
  std::unique_ptr<Work> work_;
};

}  // namespace panet
