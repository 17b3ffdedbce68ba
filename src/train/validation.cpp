#include "panet/train/validation.h"

#include "panet/eval/figure.h"
#include "panet/eval/iou_metric.h"
#include "panet/eval/shared_episodes.h"

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
          {.input_size = config.model.size,
           .compute = compute,
           .stride_placement = {},
           .refinement = kPaperAlone}};
}

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
