#include "panet/train/validation.h"

#include "panet/eval/figure.h"
#include "panet/eval/iou_metric.h"

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
  auto encoder = make_encoder_to_be_loaded(options);
  const torch::NoGradGuard no_grad;
  for (auto& parameter : encoder->named_parameters())
    parameter.value().copy_(weights.at(parameter.key()));
  return {Model{.encoder = std::move(encoder), .fingerprint = "in training", .metadata = {}},
          {.input_size = config.model.size, .compute = compute, .stride_placement = {}}};
}

// The counts of all episodes, for the ranks to add up: episodes x (1 + ways) x (intersection,
// union).
class SharedCounts {
 public:
  SharedCounts(std::size_t episodes, int64_t ways)
      : counts_(torch::zeros({static_cast<int64_t>(episodes), 1 + ways, 2}, torch::kInt64)) {}

  void set(std::size_t episode, const std::vector<IouCounts>& counts) {
    auto of_episode = counts_[static_cast<int64_t>(episode)];
    for (std::size_t c = 0; c < counts.size(); ++c) {
      of_episode[static_cast<int64_t>(c)][0] = counts[c].intersection;
      of_episode[static_cast<int64_t>(c)][1] = counts[c].union_;
    }
  }

  void sum_over(Ranks& ranks) { ranks.sum(counts_); }

  std::vector<EpisodeOutcome> outcomes() const {
    const auto counts = counts_.accessor<int64_t, 3>();
    std::vector<EpisodeOutcome> all;
    for (int64_t e = 0; e < counts.size(0); ++e) {
      auto& outcome =
          all.emplace_back(EpisodeOutcome{.index = static_cast<std::size_t>(e), .counts = {}});
      for (int64_t c = 0; c < counts.size(1); ++c)
        outcome.counts.push_back({.intersection = counts[e][c][0], .union_ = counts[e][c][1]});
    }
    return all;
  }

 private:
  torch::Tensor counts_;
};

}  // namespace

Validation::Validation(const TrainingConfig& config, const ClassPictures& data,
                       const ComputeOptions& compute, const EvaluatorOptions& evaluator)
    : config_(config),
      data_(data),
      compute_(compute),
      evaluator_(evaluator),
      episodes_(EpisodeSampler(*data.dataset, data.fold, episode_options(config))
                    .episodes(static_cast<std::size_t>(config.validate.episodes))) {}

std::optional<ValidationResult> Validation::measure(
    const EncoderOptions& encoder, const TensorMap& weights, Ranks& ranks,
    const std::function<bool(std::size_t done)>& go_on) const {
  const auto segmenter = segmenter_of(encoder, weights, config_, compute_);
  Evaluator evaluator(segmenter, *data_.dataset, evaluator_);
  std::vector<std::size_t> shared;  // this rank's episodes
  std::vector<Episode> episodes;
  for (auto e = static_cast<std::size_t>(ranks.rank()); e < episodes_.size();
       e += static_cast<std::size_t>(ranks.size())) {
    shared.push_back(e);
    episodes.push_back(episodes_[e]);
  }
  SharedCounts counts(episodes_.size(), std::ssize(episodes_.front().classes));
  bool is_stopped = false;
  evaluator.evaluate(episodes, {}, [&](const EpisodeOutcome& outcome) {
    counts.set(shared[outcome.index], outcome.counts);
    is_stopped = !go_on(outcome.index + 1);
    return !is_stopped;
  });
  if (ranks.any(is_stopped)) return std::nullopt;
  counts.sum_over(ranks);

  const auto outcomes = counts.outcomes();
  IouMetric metric;
  for (const auto& outcome : outcomes)
    metric.record(outcome.counts, episodes_[outcome.index].classes);
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
