#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/ordered_prefetch.h"
#include "panet/base/error.h"
#include "panet/episode/episode.h"
#include "panet/model/precision.h"
#include "panet/parallel/ranks.h"
#include "panet/train/loss_terms.h"
#include "panet/train/network/torch_encoder.h"
#include "panet/train/step_report.h"
#include "panet/train/trainer_options.h"
#include "panet/train/training_config.h"
#include "parallel/gradient_buckets.h"
#include "train/base_head.h"
#include "train/checkpoint.h"
#include "train/network/torch_tensors.h"
#include "train/optimizer.h"
#include "train/picture_cache.h"
#include "train/training_data.h"
#include "train/training_episode.h"
#include "train/weight_average.h"

namespace panet {

// A loss that is NaN or Inf. The message names the episode.
class NotFinite : public Error {
 public:
  NotFinite(const std::string& message, Episode where)
      : Error(message), episode(std::move(where)) {}
  Episode episode;
};

// The weights of an encoder, and how they are trained, step by step (paper Sec. 3.4 and 4.1).
//
// Step s of N ranks takes the episodes number e to e + N · batch · accumulate - 1, where e is how
// many were taken before; rank r those whose number is r modulo N. So N ranks with one episode each
// do what one rank does with N, up to the rounding of sums.
//
// A picture that cannot be used is left out with a note, once for each (usable_episode), or, as
// the configuration says, step() throws UnusablePicture.
class Trainer {
 public:
  // Weights as the configuration says: of a file, or random ones. `config`, `data` and `ranks` must
  // outlive the trainer.
  Trainer(const TrainingConfig& config, const TrainingData& data, const TrainerOptions& options,
          Ranks& ranks);

  // Goes on where a checkpoint was made; before the first step. panet::Error where it does not fit.
  void restore(const Checkpoint& checkpoint);

  // Before the first step: all ranks take over what the first one has, so that it alone need read
  // a checkpoint.
  void share_state();

  // `is_stop_asked` is asked near the end of the step whether this rank wants to end after it; the
  // report tells whether any does.
  StepReport step(const std::function<bool()>& is_stop_asked);

  // All but `config` and what is validated by. Its tensors may be the trainer's own: to be written
  // before the next step.
  Checkpoint checkpoint() const;

  // Whether weights and progress belong together and a training can go on from them: not where a
  // step ended by an exception while it updated the weights, nor where a number that a checkpoint
  // would keep is not finite.
  bool can_go_on() const;

  // Whether step() threw on every rank, before the update: for what one of them met in its
  // episodes, or for the gradient that they have in common.
  bool has_failed_together() const { return has_failed_together_; }

  // 1 for each picture of the data set that this rank's episodes went without, else 0; int32.
  const torch::Tensor& left_out() const { return left_out_; }

  TrainingProgress& progress() { return progress_; }
  const TrainingProgress& progress() const { return progress_; }
  const TorchEncoder& encoder() const { return encoder_; }
  // What to segment with: the moving average where there is one, else the weights. These, too, may
  // be the trainer's own.
  TensorMap best_weights() const;

 private:
  using Loader = OrderedPrefetch<TrainingEpisode>;

  TorchTensors state() const;  // what a checkpoint keeps, by its names there
  int64_t episodes_of_step() const;
  std::unique_ptr<Loader> make_loader();
  TrainingEpisode made_episode(std::size_t index);
  TrainingEpisode next_episode(StepReport& report);
  void tell_left_out(const TrainingEpisode& episode);
  std::vector<TrainingEpisode> next_batch(StepReport& report);
  void add_gradients(const std::vector<TrainingEpisode>& episodes, bool is_last,
                     torch::Tensor& losses);
  std::exception_ptr add_all_gradients(StepReport& report, torch::Tensor& losses);
  [[noreturn]] void fail_together(const std::exception_ptr& failure);
  void require_finite_gradients();
  void update(double lr);

  const TrainingConfig& config_;
  const TrainingData& data_;
  TrainerOptions options_;
  Ranks& ranks_;
  torch::Device device_;
  TorchEncoder encoder_;
  LossTerms<double> loss_weights_;
  std::optional<BaseHead> base_head_;
  TorchTensors weights_;                   // the encoder's, by name
  std::vector<TrainedParameter> trained_;  // what gradients go to
  std::unique_ptr<Optimizer> optimizer_;
  std::optional<WeightAverage> average_;
  GradientBuckets buckets_;
  TrainingProgress progress_;
  // One for each fold of the data.
  std::vector<EpisodeSampler> samplers_;
  std::vector<TrainingEpisodeOptions> variations_;
  PictureCache pictures_;
  bool is_updating_ = false, has_failed_together_ = false;
  torch::Tensor left_out_;
  std::unique_ptr<Loader> loader_;  // last: its threads use what is above
};

}  // namespace panet
