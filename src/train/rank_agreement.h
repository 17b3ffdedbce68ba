#pragma once

#include "panet/parallel/ranks.h"
#include "panet/train/training_config.h"

namespace panet {

// panet::Error on a rank whose configuration is not the first rank's, but for the keys that may
// differ; it names the keys and both values. Every rank calls it.
void require_same_config(Ranks& ranks, const TrainingConfig& config);

}  // namespace panet
