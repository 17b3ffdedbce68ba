#include "app/torch/train_command.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <torch/cuda.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>

#include "app/exit.h"
#include "app/inputs.h"
#include "app/interruption.h"
#include "app/local_share.h"
#include "app/max_pixels_argument.h"
#include "app/options.h"
#include "app/progress.h"
#include "app/streams.h"
#include "base/free_memory.h"
#include "base/launch.h"
#include "base/own_file.h"
#include "dataset/missing_pictures.h"
#include "panet/parallel/ranks.h"
#include "panet/train/training.h"
#include "train/checkpoint.h"
#include "train/network/torch_compute.h"

namespace panet::app {
namespace fs = std::filesystem;

namespace {

struct TrainOptions {
  std::string config, out;
  std::vector<std::string> changes;
  bool resume = false, overwrite = false;
  ComputeArguments compute;
  int loader_threads = 1;
  std::optional<double> cache_gb;
  double checkpoint_minutes = 1;
};

TrainingConfig config_of(const TrainOptions& options) {
  auto config =
      options.config.empty() ? config_of_run(options.out) : read_training_config(options.config);
  for (const auto& text : options.changes) {
    try {
      override_config(config, parse_override(text));
    } catch (const Error& error) {
      throw UsageError(fmt::format("--set {}: {}", text, error.what()));
    }
  }
  return config;
}

std::size_t cache_bytes(const TrainOptions& options, const Ranks& ranks) {
  constexpr double kGigabyte = 1e9;
  return options.cache_gb ? static_cast<std::size_t>(*options.cache_gb * kGigabyte)
                          : free_memory() / 4 / static_cast<std::size_t>(ranks.local_size());
}

// Means over the last steps: single ones jump up and down.
class Recent {
 public:
  void add(double value) { mean_ = mean_ ? *mean_ + kShare * (value - *mean_) : value; }
  double mean() const { return mean_.value_or(0); }

 private:
  static constexpr double kShare = 0.05;
  std::optional<double> mean_;
};

// Tells on the standard error stream how the training goes.
class Narrator {
 public:
  explicit Narrator(const TrainingConfig& config) : config_(config) {}

  TrainingObserver observer() {
    return {
        .on_opening = [this](const auto& set, auto done, auto total) { open(set, done, total); },
        .on_begin = [this](int64_t step) { begin(step); },
        .on_step = [this](const StepReport& report) { tell(report); },
        .on_validating = [this](auto done, auto total) { validating(done, total); },
        .on_validation = [this](const auto& result, int64_t step,
                                bool is_best) { tell(result, step, is_best); },
        .on_warning = [](const auto& message) { say("warning: " + message); },
        .is_stop_asked = interrupted};
  }

  void end() {
    training_.reset();
    other_.reset();
  }

 private:
  static void say(const std::string& text) { app::tell(text); }

  void open(const std::string& image_set, std::size_t done, std::size_t total) {
    if (!other_) other_.emplace("reading " + image_set);
    other_->update(done, total);
    if (done == total) other_.reset();
  }

  void begin(int64_t step) {
    other_.reset();
    if (step > 0) say(fmt::format("going on after step {}", step));
    training_.emplace("step", static_cast<std::size_t>(config_.steps),
                      static_cast<std::size_t>(step));
  }

  void tell(const StepReport& report) {
    for (std::size_t i = 0; i < losses_.all().size(); ++i)
      losses_.all()[i]->add(*report.losses.all()[i]);
    waiting_.add(report.waiting_seconds / report.seconds);
    speed_.add(static_cast<double>(report.episodes) / report.seconds);
    training_->note(fmt::format("loss {}  lr {:.2g}  {:.2f} episodes/s  waiting {:.0f} %",
                                text_of_losses(), report.lr, speed_.mean(), 100 * waiting_.mean()));
    training_->update(static_cast<std::size_t>(report.step),
                      static_cast<std::size_t>(config_.steps));
  }

  // "0.612 = query 0.401 + 0.5 · alignment 0.422": the terms that count.
  std::string text_of_losses() const {
    const auto weights = loss_weights(config_);
    double sum = 0;
    std::vector<std::string> terms;
    for (std::size_t i = 0; i < weights.all().size(); ++i) {
      const double weight = *weights.all()[i], mean = losses_.all()[i]->mean();
      if (weight == 0) continue;
      sum += weight * mean;
      const auto factor = weight == 1 ? "" : fmt::format("{} · ", weight);
      terms.push_back(fmt::format("{}{} {:.3f}", factor, *kLossNames.all()[i], mean));
    }
    return fmt::format("{:.3f} = {}", sum, fmt::join(terms, " + "));
  }

  void validating(std::size_t done, std::size_t total) {
    if (!other_) other_.emplace("validating");
    other_->update(done, total);
  }

  void tell(const ValidationResult& result, int64_t step, bool is_best) {
    other_.reset();
    say(fmt::format("step {}: mean IoU {:.1f}  binary IoU {:.1f}{}", step, 100 * result.mean_iou,
                    100 * result.binary_iou, is_best ? "  the best so far" : ""));
  }

  const TrainingConfig& config_;
  std::optional<Progress> training_, other_;
  LossTerms<Recent> losses_;
  Recent waiting_, speed_;
};

void print_summary(const TrainOptions& options, const TrainingSummary& summary) {
  const auto& progress = summary.progress;
  switch (summary.end) {
    case TrainingEnd::kStopAsked:
      print_line(fmt::format("stopped after step {}; go on with: panet train --resume --out {}",
                             progress.step, options.out));
      return;
    case TrainingEnd::kEarlyStop:
      print_line(fmt::format("stopped early after step {}: no better validation since step {}",
                             progress.step, progress.best_step));
      break;
    case TrainingEnd::kAllSteps:
      print_line(fmt::format("{} steps, {} episodes", progress.step, progress.episodes));
      break;
  }
  if (progress.best_step > 0)
    print_line(fmt::format("best: mean IoU {:.1f} at step {}, {}/best.safetensors",
                           100 * progress.best_iou, progress.best_step, options.out));
  print_line(fmt::format("model: {}/model.safetensors", options.out));
}

void print_left_out(int64_t pictures) {
  if (pictures > 0)
    print_line(fmt::format(
        "left out: {} picture(s) that cannot be used; `panet data check` finds all such",
        pictures));
}

// What to do about it, in words of the command line.
std::string advice(const TrainingFailure& failure, const std::string& out) {
  std::string text;
  if (failure.cause == TrainingFailure::Cause::kUnusablePicture)
    text +=
        "; `panet data check` finds all such pictures; mend them, or leave them out with "
        "--set \"data.unusable=leave out\"";
  if (failure.saved_step > 0)
    text += fmt::format("; saved after step {}; go on with: panet train --resume --out {}",
                        failure.saved_step, out);
  return text;
}

TrainingSummary trained(const TrainingJob& job, Ranks& ranks, const TrainingObserver& observer) {
  try {
    return train(job, ranks, observer);
  } catch (const MissingPictures& error) {
    throw Error(error.what() + std::string("; --set data.allow_missing=true leaves them out"));
  } catch (const TrainingFailure& failure) {
    throw Error(failure.what() + advice(failure, job.out.string()));
  }
}

// All processes of this training, or this one alone; each on its own GPU.
Ranks ranks_of(ComputeArguments& compute) {
  const RanksOptions options = {.advice = "Start all ranks again, with --resume."};
  const auto launch = launch_from_environment();
  if (!launch) return {};
  const auto gpus = static_cast<int>(torch::cuda::device_count());
  compute.device = device_of(compute.device, launch->size, launch->local_rank, gpus);
  Ranks ranks(*launch, torch_device(parse_device(compute.device)), options);
  compute.threads = threads_of(compute.threads, ranks);
  return ranks;
}

// As train() does, in words of the command line.
void require_may_begin(const TrainOptions& options) {
  if (options.resume || CheckpointFolder(options.out).files().empty()) return;
  throw Error(
      fmt::format("{}: holds a run; say --resume to go on with it, or another --out", options.out));
}

// A run that goes on writes into its own folder.
void require_free_outputs(const TrainOptions& options, const TrainingConfig& config) {
  const fs::path out = options.out;
  if (options.resume && !CheckpointFolder(out).files().empty()) return;
  OutputPlan plan(options.overwrite);
  plan.reads(options.config);
  plan.reads(config.model.weights);
  plan.reads_below(config.data.root);
  for (const auto& root : config.data.also) plan.reads_below(root);
  plan.makes(out);
  for (const auto* name : {"config.toml", "best.safetensors", "model.safetensors"})
    plan.writes(out / name, "--out");
  if (!is_own_file(out / "config.toml")) plan.writes(out / "metrics.jsonl", "--out");
  plan.check();
}

void run_training(const TrainOptions& options) {
  if (options.config.empty() && !options.resume)
    throw UsageError("train: --config FILE is needed, as configs/voc-1way-1shot.toml");
  require_may_begin(options);
  auto config = config_of(options);
  require_free_outputs(options, config);
  auto compute = options.compute;
  auto ranks = ranks_of(compute);
  const TrainingJob job = {.config = std::move(config),
                           .out = options.out,
                           .resume = options.resume,
                           .trainer = {.compute = compute.options(),
                                       .loader_threads = options.loader_threads,
                                       .cache_bytes = cache_bytes(options, ranks)},
                           .checkpoint_minutes = options.checkpoint_minutes};
  Narrator narrator(job.config);
  const TrainingObserver silent = {.is_stop_asked = interrupted};
  catch_interruptions();
  const auto summary = trained(job, ranks, ranks.is_first() ? narrator.observer() : silent);
  narrator.end();
  if (!ranks.is_first()) return;
  print_summary(options, summary);
  print_left_out(summary.left_out);
}

}  // namespace

void declare_training(CLI::App& command) {
  const auto options = std::make_shared<TrainOptions>();
  command.add_option("--config", options->config, "a TOML file; configs/ has the paper's")
      ->check(CLI::ExistingFile);
  command
      .add_option("--set", options->changes,
                  "KEY=VALUE: another value for a key of the configuration; may be repeated")
      ->allow_extra_args(false);
  command.add_option("--out", options->out, "folder for checkpoints, models and logs")->required();
  command.add_flag("--resume", options->resume,
                   "go on from the newest checkpoint in --out, or begin where there is none");
  declare_overwrite(command, options->overwrite);
  options->compute.declare(command, {"f32", "bf16", "auto"});
  declare_max_pixels(command);
  command
      .add_option("--loader-threads", options->loader_threads,
                  "threads that read, resize and annotate ahead; results do not depend on it")
      ->capture_default_str()
      ->check(CLI::Range(1, 256));
  command
      .add_option("--cache-gb", options->cache_gb,
                  "memory for decoded pictures [a quarter of what is free]")
      ->check(CLI::Range(0.0, 1e6));
  command
      .add_option("--checkpoint-every", options->checkpoint_minutes,
                  "minutes between two checkpoints")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1e6));
  command.footer(fmt::format(R"(
Keys of the configuration, and the paper's values:
{}
Ctrl-C or SIGTERM: the step is finished, a checkpoint saved, exit code 0.

Examples:
  panet train --config configs/voc-1way-1shot.toml --set data.root=VOC2012 --set split=1 --out runs/1
  panet train --resume --out runs/1
  panet train --config configs/voc-1way-1shot.toml --set data.root=VOC2012 \
              --set model.encoder=resnet50 --set model.weights=resnet50.safetensors --out runs/r
  torchrun --no-python --nproc-per-node 4 panet train --config ... --device cuda --out runs/4gpus)",
                             config_help()));
  command.callback([options] { run_training(*options); });
}

}  // namespace panet::app
