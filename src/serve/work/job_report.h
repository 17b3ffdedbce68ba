#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace panet::serve {

// How far a job is.
struct JobReport {
  enum class State { kRunning, kDone, kInterrupted, kFailed };
  State state = State::kRunning;
  int64_t done = 0, failed = 0, total = 0;
  double rate = 0;  // pictures a second
  std::optional<double> seconds_left;
  std::string message;  // why it failed
};

}  // namespace panet::serve
