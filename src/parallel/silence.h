#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace panet {

// For how long a counter that another process raises has stood still.
//
// Time counts only while somebody looks: where this process itself was stopped for an hour, as a
// suspended job is, that hour says nothing about the other. So a look adds at most `longest_gap`.
class Silence {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Silence(Clock::duration longest_gap) : longest_gap_(longest_gap) {}

  Clock::duration look(int64_t counter, Clock::time_point now = Clock::now()) {
    silence_ += std::min(now - last_look_, longest_gap_);
    last_look_ = now;
    if (counter != counter_) silence_ = {};
    counter_ = counter;
    return silence_;
  }

 private:
  Clock::duration longest_gap_, silence_{};
  Clock::time_point last_look_ = Clock::now();
  int64_t counter_ = 0;
};

}  // namespace panet
