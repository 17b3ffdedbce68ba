#pragma once

#include <cstdint>

#include "panet/base/public.h"
#include "panet/train/loss_terms.h"

namespace PANET_PUBLIC panet {

// What one update of the weights did. Losses are means over its episodes, of all ranks.
struct StepReport {
  int64_t step = 0;  // updates done, this one included
  LossTerms<double> losses;
  double lr = 0;
  double seconds = 0;          // of this step
  double waiting_seconds = 0;  // of them, for the loading threads
  bool is_stop_asked = false;  // on any rank
  int64_t episodes = 0;        // of this step, on all ranks
};

}  // namespace panet
