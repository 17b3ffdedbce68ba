#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "panet/eval/evaluator.h"
#include "panet/image/map.h"
#include "panet/parallel/ranks.h"
#include "panet/train/training_config.h"
#include "panet/train/validation_result.h"
#include "panet/weights/model_file.h"
#include "train/training_data.h"

namespace panet {

// Measures an encoder on the same episodes each time, those of classes that it is not trained on.
class Validation {
 public:
  // `data` must outlive it. The pictures of all episodes are read now; `on_reading` is told how far
  // that is. Others of the same class take the place of those that cannot be used, with a note each
  // (usable_episode); as the configuration says, they are panet::Error instead. So is where no such
  // episodes can be drawn.
  Validation(const TrainingConfig& config, const ClassPictures& data, const ComputeOptions& compute,
             const EvaluatorOptions& evaluator,
             const std::function<void(std::size_t done, std::size_t total)>& on_reading = {});

  // The weights are copied, and cast to the precision of `compute`. Ranks share the episodes; each
  // gets the whole result, but for the picture, which only the first one has. Nothing where
  // `is_stopped` became true on any rank before the end.
  std::optional<ValidationResult> measure(const EncoderOptions& encoder, const TensorMap& weights,
                                          Ranks& ranks,
                                          const std::function<bool(std::size_t done)>& go_on) const;

  std::size_t episode_count() const { return episodes_.size(); }

  // Of the episodes, by the names of their classes and pictures: figures of the same episodes can
  // be compared.
  std::string fingerprint() const;

 private:
  void require_usable_pictures(const EpisodeSampler& sampler,
                               const std::function<void(std::size_t, std::size_t)>& on_reading);

  const TrainingConfig& config_;
  const ClassPictures& data_;
  ComputeOptions compute_;
  EvaluatorOptions evaluator_;
  std::vector<Episode> episodes_;
};

}  // namespace panet
