#include "train/validation.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/fingerprint.h"
#include "base/not_enough_memory.h"
#include "base/ordered_prefetch.h"
#include "dataset/prepared_picture.h"
#include "eval/shared_episodes.h"
#include "panet/base/note.h"
#include "panet/eval/figure.h"
#include "panet/eval/iou_metric.h"
#include "train/usable_episode.h"

namespace panet {
namespace {

EpisodeOptions episode_options(const TrainingConfig& config) {
  const auto& validate = config.validate;
  return {.ways = static_cast<int>(validate.ways > 0 ? validate.ways : config.ways),
          .shots = static_cast<int>(validate.shots > 0 ? validate.shots : config.shots),
          .seed = static_cast<uint64_t>(validate.seed)};
}

Segmenter segmenter_of(const EncoderOptions& options, const TensorMap& weights,
                       const TrainingConfig& config, const ComputeOptions& compute) {
  const Model model = {.graph = encoder_graph(options),
                       .weights = weights,
                       .fingerprint = "in training",
                       .metadata = {}};
  return {std::make_shared<const Model>(model),
          {.input_size = config.model.size,
           .shape = PictureShape::kSquare,
           .compute = compute,
           .stride_placement = {},
           .refinement = kPaperAlone}};
}

// What pictures of a data set can be used for, each read once.
class TriedPictures {
 public:
  TriedPictures(const Dataset& dataset, int64_t input_size)
      : dataset_(dataset), input_size_(input_size) {}

  // Reads several by several threads.
  void read(const std::vector<std::size_t>& pictures, int threads,
            const std::function<void(std::size_t, std::size_t)>& on_reading) {
    OrderedPrefetch<Tried> read(
        pictures.size(), [&](std::size_t i) { return tried(pictures[i]); }, threads,
        2 * static_cast<std::size_t>(threads) + 2);
    for (std::size_t i = 0; i < pictures.size(); ++i) {
      tried_[pictures[i]] = read.next();
      if (on_reading) on_reading(i + 1, pictures.size());
    }
  }

  // As a picture of any of the classes.
  void require_usable(std::size_t picture, const std::vector<int>& classes) {
    auto known = tried_.find(picture);
    if (known == tried_.end()) known = tried_.emplace(picture, tried(picture)).first;
    const auto& [problem, seen] = known->second;
    if (!problem.empty()) throw Error(problem);
    require_seen(dataset_, picture, seen, classes);
  }

 private:
  struct Tried {
    std::string problem;  // why it cannot be used at all; empty where it can
    std::set<int> seen;   // the classes that it shows at the size of the input
  };

  Tried tried(std::size_t picture) const {
    try {
      const auto prepared = prepare_picture(dataset_, picture, input_size_);
      return {.problem = {}, .seen = seen_classes(prepared.labels)};
    } catch (const NotEnoughMemory&) {
      throw;
    } catch (const Error& error) {
      return {.problem = error.what(), .seen = {}};
    }
  }

  const Dataset& dataset_;
  const int64_t input_size_;
  std::map<std::size_t, Tried> tried_;
};

std::vector<std::size_t> pictures_of(const std::vector<Episode>& episodes) {
  std::set<std::size_t> pictures;
  for (const auto& episode : episodes) {
    for (const auto& way : episode.support) pictures.insert(way.begin(), way.end());
    pictures.insert(episode.queries.begin(), episode.queries.end());
  }
  return {pictures.begin(), pictures.end()};
}

}  // namespace

Validation::Validation(const TrainingConfig& config, const ClassPictures& data,
                       const ComputeOptions& compute, const EvaluatorOptions& evaluator,
                       const std::function<void(std::size_t, std::size_t)>& on_reading)
    : config_(config), data_(data), compute_(compute), evaluator_(evaluator) {
  const EpisodeSampler sampler(*data.dataset, data.fold, episode_options(config));
  episodes_ = sampler.episodes(static_cast<std::size_t>(config.validate.episodes));
  require_usable_pictures(sampler, on_reading);
}

void Validation::require_usable_pictures(
    const EpisodeSampler& sampler,
    const std::function<void(std::size_t, std::size_t)>& on_reading) {
  TriedPictures tried(*data_.dataset, config_.model.size);
  tried.read(pictures_of(episodes_), std::max(1, evaluator_.loader_threads), on_reading);
  std::set<std::size_t> left_out;
  for (std::size_t i = 0; i < episodes_.size(); ++i) {
    const auto& classes = sampler.episode(i).classes;
    const UsePicture use = [&](std::size_t picture, std::optional<int> support_of) {
      tried.require_usable(picture, support_of ? std::vector{*support_of} : classes);
    };
    auto usable = usable_episode(*data_.dataset, sampler, i, use);
    for (const auto& [picture, reason] : usable.left_out) {
      if (config_.data.unusable == "stop") throw Error(reason);
      if (left_out.insert(picture).second)
        note(fmt::format("{}; the picture is left out of the validation", reason));
    }
    episodes_[i] = std::move(usable.episode);
  }
}

std::string Validation::fingerprint() const {
  const auto& names = data_.dataset->picture_names();
  Fingerprint fingerprint;
  for (const auto& episode : episodes_)
    for (std::size_t way = 0; way < episode.classes.size(); ++way) {
      fingerprint.add(data_.dataset->class_of(episode.classes[way]).name);
      for (const auto* pictures : {&episode.support[way], &episode.queries}) {
        fingerprint.add(std::ssize(*pictures));
        for (const std::size_t picture : *pictures) fingerprint.add(names[picture]);
      }
    }
  return fingerprint.hexadecimal();
}

std::optional<ValidationResult> Validation::measure(
    const EncoderOptions& encoder, const TensorMap& weights, Ranks& ranks,
    const std::function<bool(std::size_t done)>& go_on) const {
  auto segmenter = segmenter_of(encoder, weights, config_, compute_);
  Evaluator evaluator(segmenter, *data_.dataset, evaluator_);
  IouMetric metric;
  std::vector<EpisodeOutcome> outcomes;
  const auto on_episode = [&](const EpisodeOutcome& outcome) {
    metric.record(outcome.counts, episodes_[outcome.index].classes);
    outcomes.push_back(outcome);
    return go_on(outcomes.size());
  };
  const int ways = static_cast<int>(episodes_.front().classes.size());
  if (!evaluate_shared(evaluator, episodes_, ways, {}, ranks, on_episode)) return std::nullopt;

  ValidationResult result = {.mean_iou = metric.mean_iou().value_or(0),
                             .binary_iou = metric.binary_iou().value_or(0),
                             .picture = {}};
  if (config_.validate.pictures > 0 && ranks.is_first()) {
    const auto rows =
        ranked_episodes(outcomes, static_cast<std::size_t>(config_.validate.pictures));
    result.picture = figure(evaluator, *data_.dataset, episodes_, rows, {}, config_.model.size);
  }
  return result;
}

}  // namespace panet
