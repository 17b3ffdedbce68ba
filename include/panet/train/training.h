#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "panet/base/error.h"
#include "panet/base/public.h"
#include "panet/model/precision.h"
#include "panet/parallel/ranks.h"
#include "panet/train/step_report.h"
#include "panet/train/trainer_options.h"
#include "panet/train/training_config.h"
#include "panet/train/training_progress.h"
#include "panet/train/validation_result.h"

namespace PANET_PUBLIC panet {

struct TrainingJob {
  TrainingConfig config = {};
  std::filesystem::path out = {};  // see RunFolder
  bool resume = false;             // go on from the newest checkpoint in `out`, where there is one
  TrainerOptions trainer = {};
  double checkpoint_minutes = 1;  // between two checkpoints
};

// What is heard of a training while it runs; each may be left as it is.
struct TrainingObserver {
  std::function<void(const std::string& image_set, std::size_t done, std::size_t total)>
      on_opening = [](const auto&, auto, auto) {};
  std::function<void(int64_t step)> on_begin = [](auto) {};  // after so many steps done before
  std::function<void(const StepReport&)> on_step = [](const auto&) {};
  std::function<void(std::size_t done, std::size_t total)> on_validating = [](auto, auto) {};
  std::function<void(const ValidationResult&, int64_t step, bool is_best)> on_validation =
      [](const auto&, auto, auto) {};
  std::function<void(const std::string&)> on_warning = [](const auto&) {};
  // Asked after each step and each episode of a validation; true ends the training, with a
  // checkpoint.
  std::function<bool()> is_stop_asked = [] { return false; };
};

enum class TrainingEnd { kAllSteps, kEarlyStop, kStopAsked };

struct TrainingSummary {
  TrainingEnd end = TrainingEnd::kAllSteps;
  TrainingProgress progress;
  int64_t left_out = 0;  // pictures that episodes of this call went without, on all ranks
};

// How a training ended that could not go on. What the first rank had learned until the last whole
// step is in `out` as a checkpoint, unless that could not be written.
class TrainingFailure : public Error {
 public:
  enum class Cause { kUnusablePicture, kFilesNotWritten, kOther };

  TrainingFailure(const std::string& message, Cause why, int64_t saved)
      : Error(message), cause(why), saved_step(saved) {}
  Cause cause;
  int64_t saved_step;  // of the checkpoint to go on from; 0: there is none, or not on this rank
};

// Trains an encoder by episodes (paper Sec. 3 and 4.1), on one process or on several that call this
// together, each with its own `ranks`. The first rank writes files and is the only one whose
// observer hears of steps and validations.
//
// A run that was stopped or killed at any moment and goes on with `resume` does the same as one
// left alone; on a CPU with the same precision, threads and ranks, to the last digit.
//
// Pictures that cannot be used are left out with a note each, or end the training, as
// `config.data.unusable` says.
//
// panet::Error: a configuration, data set or weights that are wrong, or not the same on all ranks;
// `out` that holds another run,
// that another process trains in, or that cannot be written to. TrainingFailure, once it has begun:
// a picture that cannot be used where that is to end it, or a class of which too few are left; a
// loss that is not finite (the episode is saved in `out`); a lost rank; no memory.
TrainingSummary train(const TrainingJob& job, Ranks& ranks, const TrainingObserver& observer = {});

// The configuration of the run in a folder: of its config.toml, else of its newest checkpoint.
// panet::Error where no run is there.
TrainingConfig config_of_run(const std::filesystem::path& out);

}  // namespace panet
