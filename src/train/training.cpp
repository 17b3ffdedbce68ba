#include "panet/train/training.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>

#include "panet/file/error.h"
#include "panet/train/run_folder.h"

namespace panet {
namespace {

using Clock = std::chrono::steady_clock;

// Three checkpoints of weights and optimizer, one being written, and two models.
std::size_t bytes_needed(const Trainer& trainer) {
  std::size_t checkpoint = 0;
  for (const auto& [name, tensor] : trainer.checkpoint().tensors) checkpoint += tensor.nbytes();
  return 5 * checkpoint;
}

void require_same_run(const Checkpoint& checkpoint, const TrainingConfig& config,
                      const TrainingData& data, const std::filesystem::path& out) {
  const auto before = parse_training_config(checkpoint.config, "the checkpoint's configuration");
  if (const auto changed = changed_keys(before, config); !changed.empty())
    throw Error(fmt::format(
        "{}: the run goes on with another configuration: {}. Take the old values, or another --out",
        out.string(), fmt::join(changed, ", ")));
  if (checkpoint.data_fingerprint != data.fingerprint)
    throw Error(fmt::format("{}: the run was trained on other pictures or classes than those in {}",
                            out.string(), config.data.root));
}

// One training, from its first step here to its last.
class Run {
 public:
  Run(const TrainingJob& job, Ranks& ranks, const TrainingObserver& observer)
      : job_(job),
        ranks_(ranks),
        observer_(observer),
        data_(open_training_data(job.config, observer.on_opening)),
        trainer_(job.config, data_, job.trainer, ranks) {
    if (job.config.validate.every > 0) open_validation();
    if (ranks.is_first()) open_folder();
    trainer_.share_state();
    if (folder_) folder_->open_logs(job.config, trainer_.progress().step);
  }

  TrainingSummary all() {
    observer_.on_begin(trainer_.progress().step);
    auto end = next_end(/*is_stop_asked=*/false);
    while (!end) {
      const auto report = step();
      end = next_end(report.is_stop_asked);
      if (!end && is_checkpoint_due()) save();
    }
    const bool is_model_due = *end != TrainingEnd::kStopAsked;
    const bool is_saved = save() && (!is_model_due || save_model());
    if (!is_saved)
      throw Error(
          fmt::format("{}: after step {} the last files could not be written; make room, "
                      "then go on with --resume",
                      job_.out.string(), trainer_.progress().step));
    return {.end = *end, .progress = trainer_.progress()};
  }

 private:
  void open_validation() {
    validation_data_ = open_validation_data(job_.config, observer_.on_opening);
    const EvaluatorOptions options = {.cache_bytes = job_.trainer.cache_bytes,
                                      .loader_threads = job_.trainer.loader_threads};
    validation_.emplace(job_.config, *validation_data_, job_.trainer.compute, options);
  }

  void open_folder() {
    folder_.emplace(job_.out, bytes_needed(trainer_), observer_.on_warning);
    const auto checkpoint = folder_->newest_checkpoint();
    if (!checkpoint) return;
    require_same_run(*checkpoint, job_.config, data_, job_.out);
    const auto was = checkpoint->computed_with, is = trainer_.checkpoint().computed_with;
    if (was != is)
      observer_.on_warning(fmt::format(
          "the run was computed on {} in {} with {} threads and {} ranks, and goes on on {} in {} "
          "with {} and {}: losses will differ in their last digits",
          was.device, was.precision, was.threads, was.ranks, is.device, is.precision, is.threads,
          is.ranks));
    trainer_.restore(*checkpoint);
  }

  StepReport step() {
    try {
      const auto report = trainer_.step(observer_.is_stop_asked);
      if (folder_) {
        folder_->log(report);
        observer_.on_step(report);
      }
      return report;
    } catch (const NotFinite& error) {
      const auto file = save_bad_episode(error.episode);
      throw Error(file.empty() ? error.what() : fmt::format("{}. Saved as {}", error.what(), file));
    }
  }

  // Any rank may meet such an episode; all see the folder where it is a shared one.
  std::string save_bad_episode(const Episode& episode) const {
    const RunFolder folder(job_.out, 0, observer_.on_warning);
    return folder
        .save_episode(episode, job_.config, *data_.base.dataset, trainer_.progress().step + 1)
        .string();
  }

  // Validates where it is time to. Nothing while the training has to go on.
  std::optional<TrainingEnd> next_end(bool is_stop_asked) {
    const auto& progress = trainer_.progress();
    if (is_stop_asked) return TrainingEnd::kStopAsked;
    if (is_validation_due() && !validate()) return TrainingEnd::kStopAsked;
    if (progress.step >= job_.config.steps) return TrainingEnd::kAllSteps;
    const auto patience = job_.config.validate.patience;
    if (patience > 0 && progress.validations_since_best >= patience) return TrainingEnd::kEarlyStop;
    return std::nullopt;
  }

  bool is_validation_due() const {
    const auto& progress = trainer_.progress();
    if (!validation_ || progress.step == 0 || progress.validated_step == progress.step)
      return false;
    return progress.step % job_.config.validate.every == 0 || progress.step == job_.config.steps;
  }

  // False where it was stopped on the way.
  bool validate() {
    const auto result = validation_->measure(
        trainer_.encoder().options(), trainer_.best_weights(), ranks_, [&](std::size_t done) {
          observer_.on_validating(done, validation_->episode_count());
          return !observer_.is_stop_asked();
        });
    if (!result) return false;
    auto& progress = trainer_.progress();
    const bool is_best = result->mean_iou > progress.best_iou;
    progress.validated_step = progress.step;
    progress.validations_since_best = is_best ? 0 : progress.validations_since_best + 1;
    if (is_best) {
      progress.best_iou = result->mean_iou;
      progress.best_step = progress.step;
    }
    if (!folder_) return true;
    if (is_best)
      folder_->save_best(trainer_.best_weights(), trainer_.checkpoint(), result->mean_iou);
    folder_->log(*result, progress.step);
    observer_.on_validation(*result, progress.step, is_best);
    return true;
  }

  bool is_checkpoint_due() const {
    return Clock::now() - saved_ >=
           std::chrono::duration<double, std::ratio<60>>(job_.checkpoint_minutes);
  }

  // False where it could not be written; true on ranks that write nothing.
  bool save() {
    saved_ = Clock::now();
    if (!folder_) return true;
    auto checkpoint = trainer_.checkpoint();
    checkpoint.config = toml_of(job_.config);
    return folder_->save(checkpoint);
  }

  bool save_model() const {
    return !folder_ || folder_->save_model(trainer_.best_weights(), trainer_.checkpoint());
  }

  const TrainingJob& job_;
  Ranks& ranks_;
  const TrainingObserver& observer_;
  TrainingData data_;
  Trainer trainer_;
  std::optional<ClassPictures> validation_data_;
  std::optional<Validation> validation_;
  std::optional<RunFolder> folder_;  // on the first rank
  Clock::time_point saved_ = Clock::now();
};

}  // namespace

TrainingSummary train(const TrainingJob& job, Ranks& ranks, const TrainingObserver& observer) {
  if (ranks.is_first() && !job.resume && !CheckpointFolder(job.out).files().empty())
    throw Error(fmt::format("{}: holds a run; say --resume to go on with it, or another --out",
                            job.out.string()));
  return Run(job, ranks, observer).all();
}

}  // namespace panet
