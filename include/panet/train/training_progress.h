#pragma once

#include <cstdint>

#include "panet/base/public.h"

namespace PANET_PUBLIC panet {

// How far a training is. Episodes, augmentation and learning rate are functions of these numbers
// and the configuration, so there is no generator whose state would have to be kept.
struct TrainingProgress {
  int64_t step = 0;      // updates of the weights that are done
  int64_t episodes = 0;  // of all ranks together; the next one is episode number `episodes`
  double best_iou = -1;  // mean IoU of the best validation so far, 0 to 1; below 0: none yet
  int64_t best_step = 0;
  int64_t validated_step = 0;  // the last one that was validated
  int64_t validations_since_best = 0;
  bool operator==(const TrainingProgress& other) const = default;
};

}  // namespace panet
