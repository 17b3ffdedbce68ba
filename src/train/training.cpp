#include "panet/train/training.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>

#include "base/file_lock.h"
#include "eval/agreement.h"
#include "panet/base/error.h"
#include "train/network/torch_error.h"
#include "train/rank_agreement.h"
#include "train/run_folder.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

// For a process that was told to end and still saves.
constexpr std::chrono::seconds kLockPatience(3);

// Three checkpoints of weights and optimizer, one being written, and two models.
std::size_t bytes_needed(const Trainer& trainer) {
  std::size_t checkpoint = 0;
  for (const auto& [name, tensor] : trainer.checkpoint().tensors)
    checkpoint += tensor.bytes().size();
  return 5 * checkpoint;
}

void require_same_run(const Checkpoint& checkpoint, const TrainingConfig& config,
                      const TrainingData& data, const fs::path& out) {
  const auto before = parse_training_config(checkpoint.config, "the checkpoint's configuration");
  if (const auto changed = changed_keys(before, config); !changed.empty())
    throw Error(
        fmt::format("{}: the run goes on with another configuration: {}. Take the old values, or "
                    "another folder",
                    out.string(), fmt::join(changed, ", ")));
  if (checkpoint.data_fingerprint != data.fingerprint)
    throw Error(fmt::format("{}: the run was trained on other pictures or classes than those in {}",
                            out.string(), config.data.root));
}

void require_may_begin(const TrainingJob& job) {
  if (job.resume || CheckpointFolder(job.out).files().empty()) return;
  throw Error(
      fmt::format("{}: holds a run; resume that one, or take another folder", job.out.string()));
}

// Ranks that learn from other pictures, or other classes, do not learn together.
TrainingData shared_data(const TrainingJob& job, Ranks& ranks, const TrainingObserver& observer) {
  auto data = open_training_data(job.config, observer.on_opening);
  require_same(ranks, "training pictures or classes", data.fingerprint);
  return data;
}

// One training, from its first step here to its last.
class Run {
 public:
  Run(const TrainingJob& job, Ranks& ranks, const TrainingObserver& observer)
      : job_(job),
        ranks_(ranks),
        observer_(observer),
        data_(shared_data(job, ranks, observer)),
        trainer_(job.config, data_, job.trainer, ranks) {
    if (job.config.validate.every > 0) open_validation();
    if (ranks.is_first()) open_folder();
    trainer_.share_state();
    if (folder_) folder_->open_logs(job.config, trainer_.progress().step);
  }

  TrainingSummary all() {
    try {
      return all_steps();
    } catch (const TrainingFailure&) {
      throw;
    } catch (const UnusablePicture& error) {
      fail(error.what(), Cause::kUnusablePicture);
    } catch (const Error& error) {
      fail(error.what(), Cause::kOther);
    } catch (const std::bad_alloc&) {
      fail("not enough memory", Cause::kOther);
    } catch (const std::exception& error) {
      fail(plain_message(error), Cause::kOther);
    }
  }

 private:
  using Cause = TrainingFailure::Cause;

  TrainingSummary all_steps() {
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
      throw TrainingFailure(
          fmt::format("{}: after step {} the last files could not be written; make room",
                      job_.out.string(), trainer_.progress().step),
          Cause::kFilesNotWritten, saved_step_);
    return {.end = *end, .progress = trainer_.progress(), .left_out = left_out()};
  }

  // Saves what can be saved.
  [[noreturn]] void fail(const std::string& what, Cause cause) {
    if (trainer_.progress().step > saved_step_ && trainer_.can_go_on()) save();
    // A rank that ends ends the others at once: not before the first one has saved.
    if (trainer_.has_failed_together()) wait_for_all();
    throw TrainingFailure(what, cause, folder_ ? saved_step_ : 0);
  }

  void wait_for_all() {
    try {
      ranks_.barrier();
    } catch (const Error&) {
      // Another rank is lost meanwhile; what is to be told is why this one ends.
    }
  }

  int64_t left_out() {
    const auto pictures = trainer_.left_out().clone();
    ranks_.sum(pictures);
    return pictures.gt(0).sum().item<int64_t>();
  }

  void open_validation() {
    validation_data_ = open_validation_data(job_.config, observer_.on_opening);
    const EvaluatorOptions options = {.cache_bytes = job_.trainer.cache_bytes,
                                      .loader_threads = job_.trainer.loader_threads};
    validation_.emplace(job_.config, *validation_data_, job_.trainer.compute, options,
                        [this](std::size_t done, std::size_t total) {
                          observer_.on_opening(job_.config.validate.image_set, done, total);
                        });
    validated_by_ = validation_->fingerprint();
    require_same(ranks_, "validation pictures or classes", validated_by_);
  }

  void open_folder() {
    folder_.emplace(job_.out, bytes_needed(trainer_), observer_.on_warning);
    lock_.emplace(job_.out / ".lock", kLockPatience);
    if (lock_->state() == FileLock::State::kHeldByAnother)
      throw Error(
          fmt::format("{}: another process trains in this folder; take another one, or end "
                      "that process first",
                      job_.out.string()));
    require_may_begin(job_);  // another process may have trained there meanwhile
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
    saved_step_ = checkpoint->progress.step;
    take_up_validation(*checkpoint);
  }

  // The best figure and the patience go on where the episodes are those of before.
  void take_up_validation(const Checkpoint& checkpoint) {
    const auto& before = checkpoint.validation_fingerprint;
    auto& progress = trainer_.progress();
    if (!validation_) {
      validated_by_ = before;
    } else if (!before.empty() && before != validated_by_ && progress.validated_step > 0) {
      observer_.on_warning(fmt::format(
          "the validation has other episodes than before, so the best one of step {}, mean IoU "
          "{:.1f}, is no measure any more: the best model is sought anew",
          progress.best_step, 100 * progress.best_iou));
      progress = {.step = progress.step, .episodes = progress.episodes};
    }
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
    return folder.save_episode(episode, job_.config, *data_.dataset, trainer_.progress().step + 1)
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

  // What is not finite makes neither a checkpoint nor a model.
  void require_finite() const {
    if (trainer_.can_go_on()) return;
    throw Error(fmt::format(
        "step {}: the weights, or what the optimizer and the average keep of them, are not finite "
        "any more; a lower optimizer.lr or an optimizer.clip_norm may help",
        trainer_.progress().step));
  }

  // False where it was stopped on the way.
  bool validate() {
    require_finite();
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

  // False where it could not be written; true on ranks that write nothing. panet::Error where the
  // state is not finite.
  bool save() {
    saved_ = Clock::now();
    if (!folder_) return true;
    require_finite();
    auto checkpoint = trainer_.checkpoint();
    checkpoint.config = toml_of(job_.config);
    checkpoint.validation_fingerprint = validated_by_;
    const bool is_saved = folder_->save(checkpoint);
    if (is_saved) saved_step_ = checkpoint.progress.step;
    return is_saved;
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
  std::string validated_by_;  // the fingerprint of its episodes, or of those of the run before
  // On the first rank:
  std::optional<FileLock> lock_;
  std::optional<RunFolder> folder_;
  Clock::time_point saved_ = Clock::now();
  int64_t saved_step_ = 0;  // of the newest checkpoint in the folder; 0: none
};

}  // namespace

TrainingSummary train(const TrainingJob& job, Ranks& ranks, const TrainingObserver& observer) {
  if (ranks.is_first()) require_may_begin(job);
  require_same_config(ranks, job.config);
  return Run(job, ranks, observer).all();
}

TrainingConfig config_of_run(const fs::path& out) {
  const auto file = out / "config.toml";
  if (fs::exists(file)) return read_training_config(file);
  const auto checkpoint = CheckpointFolder(out).newest([](const auto&) {});
  if (!checkpoint)
    throw Error(fmt::format("{}: no run in that folder: neither config.toml nor a checkpoint",
                            out.string()));
  return parse_training_config(checkpoint->config,
                               fmt::format("{}: the checkpoint's configuration", out.string()));
}

}  // namespace panet
