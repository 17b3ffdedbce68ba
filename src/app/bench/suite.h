#pragma once

#include <functional>

#include "app/bench/measurement.h"

namespace panet::bench {

struct SuiteOptions {
  int64_t size = 417;  // side of the encoder's input
  std::vector<std::string> architectures = {"vgg16", "resnet50"};
  std::vector<std::string> groups = {"encoder", "segment", "episode", "evaluation", "training"};
  Effort effort;
};

// The names that `groups` may have.
const std::vector<std::string>& group_names();

// Measures what the options name with encoders of random weights, telling of each line.
void run_suite(const SuiteOptions& options, const std::function<void(const Measurement&)>& on_line);

}  // namespace panet::bench
