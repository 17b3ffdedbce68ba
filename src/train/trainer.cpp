#include "train/trainer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <torch/nn/utils/clip_grad.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "base/not_enough_memory.h"
#include "base/parallel.h"
#include "eval/agreement.h"
#include "panet/base/note.h"
#include "panet/weights/model_file.h"
#include "train/episode_loss.h"
#include "train/learning_rate.h"
#include "train/network/torch_compute.h"
#include "train/trained_parameters.h"

namespace panet {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kAverage = "average.";
constexpr int64_t kTerms = std::tuple_size_v<decltype(kLossNames.all())>;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

// Shapes are the same in each step, so a GPU may try out which of its algorithms suits them.
void choose_algorithms(const torch::Device& device) {
  if (device.is_cuda()) at::globalContext().setBenchmarkCuDNN(true);
}

void require_whole_patches(const TrainingConfig& config, const EncoderGraph& graph) {
  const int64_t size = config.model.size;
  const int64_t fitting = fitting_size(static_cast<double>(size), graph.input);
  if (fitting != size)
    throw Error(fmt::format("model.size: {} cuts a patch of {} pixels in two; {} does not", size,
                            graph.input.stride, fitting));
}

// A rate that has not risen when the training ends was not the one asked for.
void require_whole_warmup(const TrainingConfig& config) {
  if (config.schedule.warmup > config.steps)
    throw Error(fmt::format("schedule.warmup: {} steps, more than the {} of steps",
                            config.schedule.warmup, config.steps));
}

Model model_to_train(const TrainingConfig& config) {
  const auto& model = config.model;
  const auto stride = model.stride == "1x1" ? StridePlacement::kFirst1x1 : StridePlacement::k3x3;
  if (model.weights.empty()) {
    auto graph = encoder_graph({.architecture = model.encoder, .stride_placement = stride});
    require_whole_patches(config, graph);
    auto weights = drawn_weights(graph, static_cast<uint64_t>(config.seed));
    return model_of(std::move(graph), std::move(weights));
  }
  auto loaded = load_model(model.weights, stride);
  if (const auto& found = loaded.graph.options.architecture; found != model.encoder)
    throw Error(
        fmt::format("{}: holds {}, but model.encoder is {}", model.weights, found, model.encoder));
  require_whole_patches(config, loaded.graph);
  return loaded;
}

TorchTensors weights_of(const TorchEncoder& encoder) {
  TorchTensors weights;
  for (const auto& [name, tensor] : encoder.parameters()) weights.emplace(name, tensor);
  return weights;
}

EpisodeOptions episode_options(const TrainingConfig& config) {
  return {.ways = static_cast<int>(config.ways),
          .shots = static_cast<int>(config.shots),
          .queries = static_cast<int>(config.queries),
          .seed = static_cast<uint64_t>(config.seed)};
}

AugmentationOptions augmentation_options(const TrainingConfig::Augment& augment) {
  if (augment.crop_least > augment.crop_most)
    throw Error(fmt::format("augment.crop_least: {} is above augment.crop_most, {}",
                            augment.crop_least, augment.crop_most));
  return {.flip = augment.flip,
          .colour = augment.colour,
          .scale = augment.scale,
          .crop = augment.crop,
          .crop_least = augment.crop_least,
          .crop_most = augment.crop_most};
}

TrainingEpisodeOptions variation_options(const TrainingConfig& config, Precision precision) {
  TrainingEpisodeOptions options = {
      .annotations = {},
      .scribble = {.dilation = static_cast<int>(config.scribble_dilation)},
      .augmentation = augmentation_options(config.augment),
      .base_classes = {},
      .input_size = config.model.size,
      .precision = precision,
      .seed = static_cast<uint64_t>(config.seed)};
  for (const auto& kind : config.annotation)
    options.annotations.push_back(parse_support_annotation(kind));
  return options;
}

// Of pictures in memory. Twice the input leaves room for what is cut out and enlarged.
int64_t kept_side(const TrainingConfig& config) {
  return 2 * config.model.size;
}

// "episode 17 (cat from 2007_000033; query 2008_000123)"
std::string description_of(const TrainingEpisode& episode, const Dataset& dataset) {
  const auto name = [&](std::size_t picture) { return dataset.picture_names()[picture]; };
  std::vector<std::string> ways, queries;
  for (std::size_t way = 0; way < episode.episode.classes.size(); ++way) {
    std::vector<std::string> supports;
    for (const auto picture : episode.episode.support[way]) supports.push_back(name(picture));
    ways.push_back(fmt::format("{} from {}", dataset.class_of(episode.episode.classes[way]).name,
                               fmt::join(supports, ", ")));
  }
  for (const auto query : episode.episode.queries) queries.push_back(name(query));
  return fmt::format("episode {} ({}; query {})", episode.index, fmt::join(ways, "; "),
                     fmt::join(queries, ", "));
}

// episode x term, float64.
torch::Tensor values_of(const LossTerms<torch::Tensor>& terms) {
  std::vector<torch::Tensor> values;
  for (const auto* term : terms.all()) values.push_back(term->detach());
  return torch::stack(values, 1).to(torch::kFloat64).cpu();
}

// values: those of the terms of an episode.
void check_finite(const torch::Tensor& values, const TrainingEpisode& episode,
                  const Dataset& dataset, int64_t step) {
  if (torch::isfinite(values).all().item<bool>()) return;
  std::vector<std::string> told;
  for (int64_t i = 0; i < kTerms; ++i)
    told.push_back(fmt::format("{} {}", *kLossNames.all()[static_cast<std::size_t>(i)],
                               values[i].item<double>()));
  throw NotFinite(fmt::format("step {}: the loss is not finite ({}) in {}; a lower optimizer.lr or "
                              "an optimizer.clip_norm may help",
                              step, fmt::join(told, ", "), description_of(episode, dataset)),
                  episode.episode);
}

std::optional<BaseHead> base_head(const TrainingConfig& config, const TrainingData& data,
                                  const TorchEncoder& encoder, torch::Device device) {
  if (config.base.weight == 0) return std::nullopt;
  return BaseHead(data, encoder.channels(), static_cast<uint64_t>(config.seed), device);
}

std::vector<TrainedParameter> trained(const TrainingConfig& config, const TorchEncoder& encoder,
                                      const std::optional<BaseHead>& head) {
  auto parameters = trained_parameters(encoder, config.optimizer);
  if (head)
    for (const auto& [name, tensor] : head->tensors())
      parameters.push_back({.name = name, .tensor = tensor, .lr_factor = config.base.lr});
  return parameters;
}

std::vector<torch::Tensor> tensors_of(const std::vector<TrainedParameter>& parameters) {
  std::vector<torch::Tensor> tensors;
  for (const auto& parameter : parameters) tensors.push_back(parameter.tensor);
  return tensors;
}

// Zeros for what no episode of a step needed: the head of another data set.
void fill_missing_gradients(const std::vector<TrainedParameter>& parameters) {
  for (const auto& parameter : parameters) {
    auto& gradient = parameter.tensor.mutable_grad();
    if (!gradient.defined()) gradient = torch::zeros_like(parameter.tensor.detach());
  }
}

// The name of the first whose gradient is not finite or too long for float32; empty where there is
// none. A GPU is waited for once.
std::string without_finite_gradient(const std::vector<TrainedParameter>& parameters) {
  std::vector<torch::Tensor> gradients;
  for (const auto& parameter : parameters) gradients.push_back(parameter.tensor.grad());
  const auto are_finite = torch::isfinite(torch::stack(at::_foreach_norm(gradients))).cpu();
  for (int64_t i = 0; i < are_finite.size(0); ++i)
    if (!are_finite[i].item<bool>()) return parameters[static_cast<std::size_t>(i)].name;
  return {};
}

std::string lines_of(const std::map<std::string, std::string>& metadata) {
  std::string text;
  for (const auto& [key, value] : metadata) text += fmt::format("{}: {}\n", key, value);
  return text;
}

void add_prefixed(TorchTensors& all, const std::string& prefix, const TorchTensors& tensors) {
  for (const auto& [name, tensor] : tensors) all[prefix + name] = tensor;
}

}  // namespace

Trainer::Trainer(const TrainingConfig& config, const TrainingData& data,
                 const TrainerOptions& options, Ranks& ranks)
    : config_(config),
      data_(data),
      options_(options),
      ranks_(ranks),
      device_(torch_device(options.compute.device)),
      encoder_(model_to_train(config), {.device = device_}),
      loss_weights_(loss_weights(config)),
      base_head_(base_head(config, data, encoder_, device_)),
      weights_(weights_of(encoder_)),
      trained_(trained(config, encoder_, base_head_)),
      optimizer_(make_optimizer(config.optimizer, trained_)),
      buckets_(ranks, tensors_of(trained_)),
      pictures_(*data.dataset, kept_side(config), options.cache_bytes),
      left_out_(torch::zeros({std::ssize(data.dataset->picture_names())}, torch::kInt32)) {
  require_whole_warmup(config);
  choose_algorithms(device_);
  if (config.ema > 0) average_.emplace(weights_, config.ema);
  for (const auto& fold : data.folds) {
    samplers_.emplace_back(*data.dataset, fold, episode_options(config));
    variations_.push_back(variation_options(config, options.compute.precision));
    if (base_head_) variations_.back().base_classes = class_ids(*data.dataset, fold);
  }
}

TorchTensors Trainer::state() const {
  auto tensors = weights_;
  if (base_head_) add_prefixed(tensors, "", base_head_->tensors());
  add_prefixed(tensors, "", optimizer_->state());
  if (average_) add_prefixed(tensors, kAverage, average_->weights());
  return tensors;
}

void Trainer::restore(const Checkpoint& checkpoint) {
  const torch::NoGradGuard no_grad;
  for (const auto& [name, tensor] : state()) {
    const auto found = checkpoint.tensors.find(name);
    if (found == checkpoint.tensors.end())
      throw Error(fmt::format("the checkpoint has no tensor '{}'", name));
    const auto& stored = found->second;
    if (stored.shape() != tensor.sizes().vec() || stored.dtype() != DType::kF32)
      throw Error(fmt::format("the checkpoint's tensor '{}' expects float32 of shape [{}]", name,
                              fmt::join(tensor.sizes(), ", ")));
    tensor.detach().copy_(tensor_view(stored));
  }
  progress_ = checkpoint.progress;
}

void Trainer::share_state() {
  if (ranks_.size() == 1) return;
  require_same(ranks_, "strides in model.weights", lines_of(model_metadata(encoder_.options())));
  const torch::NoGradGuard no_grad;
  for (const auto& [name, tensor] : state()) {
    const auto in_order = tensor.detach().contiguous();
    ranks_.broadcast(in_order);
    tensor.detach().copy_(in_order);
  }
  auto& p = progress_;
  for (int64_t* number :
       {&p.step, &p.episodes, &p.best_step, &p.validated_step, &p.validations_since_best}) {
    const auto shared = torch::tensor(*number, torch::kInt64);
    ranks_.broadcast(shared);
    *number = shared.item<int64_t>();
  }
  const auto best = torch::tensor(p.best_iou, torch::kFloat64);
  ranks_.broadcast(best);
  p.best_iou = best.item<double>();
}

// On this rank.
int64_t Trainer::episodes_of_step() const {
  return config_.batch * config_.accumulate;
}

// Each rank loads its own episodes, those of a step one after the other.
std::unique_ptr<Trainer::Loader> Trainer::make_loader() {
  const auto ranks = static_cast<std::size_t>(ranks_.size());
  const auto first =
      static_cast<std::size_t>(progress_.episodes) + static_cast<std::size_t>(ranks_.rank());
  const auto count =
      static_cast<std::size_t>((config_.steps - progress_.step) * episodes_of_step());
  const auto threads = static_cast<std::size_t>(std::max(1, options_.loader_threads));
  const bool is_cuda = device_.is_cuda();
  auto make = [this, first, ranks, is_cuda](std::size_t i) {
    auto episode = made_episode(first + i * ranks);
    episode.fold = data_.fold_of(episode.index);
    return is_cuda ? pinned(std::move(episode)) : episode;
  };
  return std::make_unique<Loader>(count, std::move(make), static_cast<int>(threads),
                                  2 * threads + 2);
}

// Called by the loading threads.
TrainingEpisode Trainer::made_episode(std::size_t index) {
  const auto& dataset = *data_.dataset;
  const auto& sampler = samplers_[data_.fold_of(index)];
  const auto& variation = variations_[data_.fold_of(index)];
  const PictureSource source = [this](std::size_t picture) { return pictures_.get(picture); };
  try {
    return training_episode(dataset, sampler.episode(index), index, source, variation);
  } catch (const NotEnoughMemory&) {
    throw;
  } catch (const Error& error) {
    if (config_.data.unusable == "stop") throw UnusablePicture(error.what());
  }
  const auto annotation = support_annotation_options(index, variation);
  const auto classes = sampler.episode(index).classes;
  auto usable = usable_episode(
      dataset, sampler, index, [&](std::size_t picture, std::optional<int> support_of) {
        const auto decoded = source(picture);
        require_seen(dataset, picture, seen_classes(decoded->content.labels),
                     support_of ? std::vector{*support_of} : classes);
        const auto whole = prepared(*decoded, variation.input_size);
        if (support_of) support_annotation(dataset, whole, *support_of, classes, annotation);
      });
  auto episode = training_episode(dataset, usable.episode, index, source, variation);
  episode.left_out = std::move(usable.left_out);
  return episode;
}

void Trainer::tell_left_out(const TrainingEpisode& episode) {
  auto told = left_out_.accessor<int32_t, 1>();
  for (const auto& [picture, reason] : episode.left_out)
    if (std::exchange(told[static_cast<int64_t>(picture)], 1) == 0)
      note(fmt::format("{}; the picture is left out of the training", reason));
}

TrainingEpisode Trainer::next_episode(StepReport& report) {
  if (!loader_) loader_ = make_loader();
  const auto begin = Clock::now();
  auto episode = loader_->next();
  report.waiting_seconds += seconds_since(begin);
  tell_left_out(episode);
  return on_device(std::move(episode), device_);
}

std::vector<TrainingEpisode> Trainer::next_batch(StepReport& report) {
  std::vector<TrainingEpisode> episodes;
  for (int64_t i = 0; i < config_.batch; ++i) episodes.push_back(next_episode(report));
  return episodes;
}

// A GPU is waited for once, between the losses and the way back; a step waits for it once more,
// before the update.
void Trainer::add_gradients(const std::vector<TrainingEpisode>& episodes, bool is_last,
                            torch::Tensor& losses) {
  const EpisodeLossOptions options = {
      .weights = loss_weights_,
      .at_stride_16 = config_.model.output_stride == "16",
      .base_prototypes = base_head_ ? base_head_->prototypes() : std::vector<torch::Tensor>()};
  const auto terms = episode_loss(encoder_, batch_of(episodes), options);
  const auto values = values_of(terms);
  for (std::size_t i = 0; i < episodes.size(); ++i)
    check_finite(values[static_cast<int64_t>(i)], episodes[i], *data_.dataset, progress_.step + 1);

  const double share = 1.0 / static_cast<double>(episodes_of_step());
  losses.slice(0, 0, kTerms) += values.sum(0) * share;
  if (is_last) buckets_.begin();
  (weighted_sum(terms, loss_weights_).sum() * share).backward();
}

// Nothing, or why this rank cannot go on: then it takes part in the sums of gradients with what it
// has, so that no other rank waits for it.
std::exception_ptr Trainer::add_all_gradients(StepReport& report, torch::Tensor& losses) {
  try {
    for (int64_t i = 1; i <= config_.accumulate; ++i)
      add_gradients(next_batch(report), i == config_.accumulate, losses);
    return nullptr;
  } catch (const UnusablePicture&) {
    buckets_.begin();
    return std::current_exception();
  } catch (const NotFinite&) {
    buckets_.begin();
    return std::current_exception();
  }
}

void Trainer::fail_together(const std::exception_ptr& failure) {
  has_failed_together_ = true;
  if (failure) std::rethrow_exception(failure);
  throw Error(fmt::format("step {}: another rank cannot go on, and tells why", progress_.step + 1));
}

// Before anything is changed by them; clipping would make all gradients NaN for one that is
// infinite. All ranks have the same sums.
void Trainer::require_finite_gradients() {
  const auto name = without_finite_gradient(trained_);
  if (name.empty()) return;
  has_failed_together_ = true;
  throw Error(
      fmt::format("step {}: the gradient of {} is not finite, or too long for float32; a lower "
                  "optimizer.lr may help",
                  progress_.step + 1, name));
}

void Trainer::update(double lr) {
  fill_missing_gradients(trained_);
  require_finite_gradients();
  if (config_.optimizer.clip_norm > 0)
    torch::nn::utils::clip_grad_norm_(tensors_of(trained_), config_.optimizer.clip_norm);
  is_updating_ = true;
  optimizer_->step(lr, progress_.step + 1);
  if (average_) average_->update(weights_);
  progress_.step += 1;
  progress_.episodes += episodes_of_step() * ranks_.size();
  is_updating_ = false;
}

StepReport Trainer::step(const std::function<bool()>& is_stop_asked) {
  const auto begin = Clock::now();
  StepReport report = {.lr = learning_rate(config_, progress_.step)};
  // the terms of the loss, stops asked for, ranks that cannot go on
  auto sums = torch::zeros({kTerms + 2}, torch::kFloat64);
  optimizer_->zero_gradients();
  const auto failure = add_all_gradients(report, sums);
  buckets_.finish();
  sums[kTerms] = is_stop_asked() ? 1 : 0;
  sums[kTerms + 1] = failure ? 1 : 0;
  ranks_.sum(sums);
  if (sums[kTerms + 1].item<double>() > 0) fail_together(failure);
  update(report.lr);

  report.episodes = episodes_of_step() * ranks_.size();
  report.step = progress_.step;
  for (int64_t i = 0; i < kTerms; ++i)
    *report.losses.all()[static_cast<std::size_t>(i)] = sums[i].item<double>() / ranks_.size();
  report.is_stop_asked = sums[kTerms].item<double>() > 0;
  report.seconds = seconds_since(begin);
  return report;
}

Checkpoint Trainer::checkpoint() const {
  return {.tensors = stored(state()),
          .model = model_metadata(encoder_.options()),
          .progress = progress_,
          .config = {},
          .data_fingerprint = data_.fingerprint,
          .validation_fingerprint = {},
          .computed_with = {.device = text_of(options_.compute.device),
                            .precision = text_of(options_.compute.precision),
                            .threads = thread_count(),
                            .ranks = ranks_.size()}};
}

bool Trainer::can_go_on() const {
  if (is_updating_) return false;
  const auto kept = state();
  return std::all_of(kept.begin(), kept.end(), [](const auto& tensor) {
    return torch::isfinite(tensor.second).all().template item<bool>();
  });
}

TensorMap Trainer::best_weights() const {
  return stored(average_ ? average_->weights() : weights_);
}

}  // namespace panet
