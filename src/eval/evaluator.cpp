#include "panet/eval/evaluator.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <variant>

#include "base/lru_cache.h"
#include "base/ordered_prefetch.h"
#include "dataset/prepared_picture.h"
#include "image/mask.h"
#include "model/prototype_fit.h"
#include "panet/base/note.h"
#include "panet/episode/absent_queries.h"
#include "panet/image/network_input.h"
#include "segment/learning.h"

namespace panet {
namespace {

constexpr std::size_t kShotCapacity = 1 << 14;
constexpr int kBytesPerPixel = 3 + 4;  // its colours; about so many masks come with its labels

std::size_t kept_bytes(const Segmenter& segmenter) {
  const auto& options = segmenter.options();
  const auto& format = segmenter.model()->graph.input;
  const int64_t side = feature_size(options.input_size, format);  // other shapes: about as many
  const int64_t number = options.compute.precision == Precision::kFloat32 ? 4 : 2;
  const int64_t coarse = options.refinement.fit ? std::min(side, kCoarseSide) : 0;  // as bfloat16
  const int64_t numbers = side * side * number + coarse * coarse * 2;
  return static_cast<std::size_t>(segmenter.model()->graph.channels * numbers +
                                  kBytesPerPixel * options.input_size * options.input_size);
}

std::size_t picture_capacity(const Segmenter& segmenter, const EvaluatorOptions& options) {
  return options.cache_bytes / kept_bytes(segmenter);
}

// A shot has its picture on a coarse grid with it, as many of them as kept_bytes counts.
std::size_t shot_capacity(const Segmenter& segmenter, std::size_t pictures) {
  return segmenter.options().refinement.fit ? pictures : pictures == 0 ? 0 : kShotCapacity;
}

std::vector<int> ascending(std::vector<int> ids) {
  std::sort(ids.begin(), ids.end());
  return ids;
}

// A picture of a data set, read for evaluating.
struct LoadedPicture {
  PreparedPicture picture;  // without its input
  Picture pixels;           // S x S; without pixels where no mask will follow them
  NetworkInput input;       // in the shape that the segmenter wants
};

// A picture whose features are known.
struct EncodedPicture {
  PreparedPicture picture;
  Picture pixels;
  Features features;
};

}  // namespace

class Evaluator::Work {
 public:
  Work(Segmenter& segmenter, const Dataset& dataset, const EvaluatorOptions& options);

  void evaluate(const std::vector<Episode>& episodes, const SupportAnnotationOptions& annotation,
                const OnEpisode& on_episode);
  std::vector<Labels> predictions(const Episode& episode,
                                  const SupportAnnotationOptions& annotation);
  const EvaluatorOptions& options() const { return options_; }

 private:
  // How it is annotated, picture, class, and the episode's classes, on which the background
  // depends.
  using ShotKey = std::tuple<SupportAnnotationOptions, std::size_t, int, std::vector<int>>;
  using ShotPointer = std::shared_ptr<const Shot>;
  using Encoded = std::shared_ptr<const EncodedPicture>;
  struct Predicted {
    Encoded query;
    Labels labels;
    std::vector<double> presences;  // of each way, where they are asked for
  };
  using Loader = OrderedPrefetch<LoadedPicture>;

  std::vector<std::size_t> missing_pictures(const std::vector<Episode>& episodes,
                                            const SupportAnnotationOptions& annotation) const;
  Loader loader_of(std::vector<std::size_t> pictures) const;
  Encoded encoded(std::size_t index, Loader& loader);
  LoadedPicture load(std::size_t index) const;
  Encoded encode(LoadedPicture loaded);
  LearnedParts parts() const {
    return {.fit = segmenter_.options().refinement.fit, .presence = options_.presence};
  }
  void note_unseen(std::size_t index, int class_id);
  ShotPointer shot(const ShotKey& key, Loader& loader);
  Prototypes prototypes(const Episode& episode, const SupportAnnotationOptions& annotation,
                        Loader& loader);
  PictureView view_of(const EncodedPicture& query) const;
  std::vector<Predicted> predicted(const Episode& episode,
                                   const SupportAnnotationOptions& annotation, Loader& loader);

  Segmenter& segmenter_;
  const Dataset& dataset_;
  EvaluatorOptions options_;
  LruCache<std::size_t, Encoded> pictures_;
  LruCache<ShotKey, ShotPointer> shots_;
  std::set<std::pair<std::size_t, int>> unseen_;  // supports that show nothing of their class
};

Evaluator::Work::Work(Segmenter& segmenter, const Dataset& dataset, const EvaluatorOptions& options)
    : segmenter_(segmenter),
      dataset_(dataset),
      options_(options),
      pictures_(picture_capacity(segmenter, options)),
      shots_(shot_capacity(segmenter, pictures_.capacity())) {}

// What the caches will lack, found by going through the episodes as evaluate() will.
std::vector<std::size_t> Evaluator::Work::missing_pictures(
    const std::vector<Episode>& episodes, const SupportAnnotationOptions& annotation) const {
  const std::monostate nothing;
  auto pictures = pictures_.with_values(nothing);
  auto shots = shots_.with_values(nothing);
  std::vector<std::size_t> missing;
  const auto need = [&](std::size_t index) {
    return pictures.get(index, [&] {
      missing.push_back(index);
      return nothing;
    });
  };
  for (const auto& episode : episodes) {
    for (std::size_t way = 0; way < episode.classes.size(); ++way)
      for (const std::size_t index : episode.support[way])
        shots.get({annotation, index, episode.classes[way], ascending(episode.classes)},
                  [&] { return need(index); });
    for (const std::size_t index : episode.queries) need(index);
  }
  return missing;
}

// Whatever shape the encoder sees, all is measured at S x S: figures compare.
LoadedPicture Evaluator::Work::load(std::size_t index) const {
  const auto& options = segmenter_.options();
  const auto decoded = decoded_picture(dataset_, index);
  const auto& normalisation = segmenter_.model()->graph.input.normalisation;
  LoadedPicture loaded = {.picture = prepared(decoded, options.input_size, {}, normalisation)};
  if (options.refinement.guide)
    loaded.pixels = picture_of_input(loaded.picture.input, normalisation);
  loaded.input = std::exchange(loaded.picture.input, {});
  if (options.shape != PictureShape::kSquare)
    loaded.input = segmenter_.input_of(decoded.content.picture);
  return loaded;
}

Evaluator::Work::Encoded Evaluator::Work::encode(LoadedPicture loaded) {
  return std::make_shared<const EncodedPicture>(
      EncodedPicture{.picture = std::move(loaded.picture),
                     .pixels = std::move(loaded.pixels),
                     .features = segmenter_.encode(loaded.input)});
}

Evaluator::Work::Encoded Evaluator::Work::encoded(std::size_t index, Loader& loader) {
  return pictures_.get(index, [&] {
    auto loaded = loader.next();
    if (loaded.picture.index != index)
      throw std::logic_error("pictures come in another order than was foreseen");
    return encode(std::move(loaded));
  });
}

// Once for each support.
void Evaluator::Work::note_unseen(std::size_t index, int class_id) {
  if (!unseen_.emplace(index, class_id).second) return;
  const int64_t size = segmenter_.options().input_size;
  note(fmt::format(
      "{}: no pixel of its annotation as {} is left at {} x {}; episodes with this support are "
      "measured all the same",
      dataset_.picture_names()[index], dataset_.class_of(class_id).name, size, size));
}

Evaluator::Work::ShotPointer Evaluator::Work::shot(const ShotKey& key, Loader& loader) {
  return shots_.get(key, [&] {
    const auto& [annotation, index, class_id, classes] = key;
    const auto support = encoded(index, loader);
    const auto seen = support_annotation(dataset_, support->picture, class_id, classes, annotation);
    if (!any(seen.foreground)) note_unseen(index, class_id);
    return std::make_shared<const Shot>(shot_of(support->features, seen, parts()));
  });
}

Prototypes Evaluator::Work::prototypes(const Episode& episode,
                                       const SupportAnnotationOptions& annotation, Loader& loader) {
  Learning learning(parts());
  for (std::size_t way = 0; way < episode.classes.size(); ++way)
    for (const std::size_t index : episode.support[way])
      learning.add(
          std::to_string(episode.classes[way]),  // names may be equal where data sets are joined
          shot({annotation, index, episode.classes[way], ascending(episode.classes)}, loader));
  return learning.prototypes(segmenter_.model()->world.get());
}

std::vector<Evaluator::Work::Predicted> Evaluator::Work::predicted(
    const Episode& episode, const SupportAnnotationOptions& annotation, Loader& loader) {
  const auto learned = prototypes(episode, annotation, loader);
  std::vector<Predicted> queries;
  for (const std::size_t index : episode.queries) {
    auto query = encoded(index, loader);
    auto labels = segmenter_.label_features(query->features, learned, view_of(*query));
    auto presences =
        options_.presence ? segmenter_.presences(query->features, learned) : std::vector<double>();
    queries.push_back({.query = std::move(query),
                       .labels = std::move(labels),
                       .presences = std::move(presences)});
  }
  return queries;
}

// Unguided, masks follow no pixels: their size is enough.
PictureView Evaluator::Work::view_of(const EncodedPicture& query) const {
  const int64_t size = segmenter_.options().input_size;
  return query.pixels.empty() ? PictureView(nullptr, {size, size}, 0) : query.pixels;
}

Evaluator::Work::Loader Evaluator::Work::loader_of(std::vector<std::size_t> pictures) const {
  const auto count = pictures.size();
  const int threads = std::max(1, options_.loader_threads);
  return {count,
          [this, pictures = std::move(pictures)](std::size_t i) { return load(pictures[i]); },
          threads, 2 * static_cast<std::size_t>(threads) + 2};
}

void Evaluator::Work::evaluate(const std::vector<Episode>& episodes,
                               const SupportAnnotationOptions& annotation,
                               const OnEpisode& on_episode) {
  auto loader = loader_of(missing_pictures(episodes, annotation));
  for (std::size_t i = 0; i < episodes.size(); ++i) {
    const auto& classes = episodes[i].classes;
    EpisodeOutcome outcome = {.index = i, .counts = std::vector<IouCounts>(1 + classes.size())};
    for (const auto& [query, labels, presences] : predicted(episodes[i], annotation, loader)) {
      for (std::size_t way = 0; way < presences.size(); ++way)
        outcome.presences.push_back(
            {.presence = presences[way],
             .is_there = dataset_.class_of(classes[way]).is_in(query->picture.index)});
      if (!holds_any_class(dataset_, episodes[i], query->picture.index)) continue;
      const auto truth = query_labels(query->picture.labels, classes);
      const auto counts = iou_counts(labels, truth, classes.size());
      for (std::size_t c = 0; c < counts.size(); ++c) outcome.counts[c] += counts[c];
    }
    if (!on_episode(outcome)) return;
  }
}

std::vector<Labels> Evaluator::Work::predictions(const Episode& episode,
                                                 const SupportAnnotationOptions& annotation) {
  auto loader = loader_of(missing_pictures({episode}, annotation));
  std::vector<Labels> labels;
  for (auto& query : predicted(episode, annotation, loader))
    labels.push_back(std::move(query.labels));
  return labels;
}

Evaluator::Evaluator(Segmenter& segmenter, const Dataset& dataset, const EvaluatorOptions& options)
    : work_(std::make_unique<Work>(segmenter, dataset, options)) {}

Evaluator::~Evaluator() = default;

void Evaluator::evaluate(const std::vector<Episode>& episodes,
                         const SupportAnnotationOptions& annotation, const OnEpisode& on_episode) {
  work_->evaluate(episodes, annotation, on_episode);
}

std::vector<Labels> Evaluator::predictions(const Episode& episode,
                                           const SupportAnnotationOptions& annotation) {
  return work_->predictions(episode, annotation);
}

const EvaluatorOptions& Evaluator::options() const {
  return work_->options();
}

}  // namespace panet
