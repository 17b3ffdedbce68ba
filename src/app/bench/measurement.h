#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "panet/model/precision.h"

namespace panet::bench {

// One line of `panet bench`.
struct Measurement {
  std::string group;     // "encoder", "segment", "episode", "evaluation", "training step"
  std::string what;      // "vgg16"
  std::string how;       // "onednn bf16"
  std::string compared;  // the `how` of the line of the same group and `what` it is set against
  double milliseconds = 0;
  double gigaflop = 0;                 // 0: not counted
  std::optional<Precision> precision;  // of those operations
  int64_t input_size = 0;              // of the encoder; 0: not told
  double peak_megabytes = 0;           // that the process held at once
};

// How long and how often to measure.
struct Effort {
  double seconds = 2;  // for each line, at least
  int least_runs = 3;
};

// The median time of `work`, which is run once before; and the peak of the memory meanwhile.
void measure(Measurement& measurement, const Effort& effort, const std::function<void()>& work);

}  // namespace panet::bench
