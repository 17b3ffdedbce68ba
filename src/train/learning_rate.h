#pragma once

#include "panet/train/training_config.h"

namespace panet {

// The learning rate of a step, counted from 0. "step": lr · factor^⌊step / every⌋ (paper Sec. 4.1:
// divided by 10 every 10,000 steps). "cosine": from lr to final · lr over the whole training.
// "constant": lr. In the first `warmup` steps it rises linearly, on top of that.
double learning_rate(const TrainingConfig& config, int64_t step);

}  // namespace panet
