#include "app/bench/measurement.h"

#include <algorithm>
#include <chrono>

#include "app/bench/peak_memory.h"

namespace panet::bench {

void measure(Measurement& measurement, const Effort& effort, const std::function<void()>& work) {
  using Clock = std::chrono::steady_clock;
  forget_peak_memory();
  work();
  std::vector<double> milliseconds;
  const auto begin = Clock::now();
  const auto is_enough = [&] {
    return std::ssize(milliseconds) >= effort.least_runs &&
           std::chrono::duration<double>(Clock::now() - begin).count() >= effort.seconds;
  };
  while (!is_enough()) {
    const auto start = Clock::now();
    work();
    milliseconds.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
  }
  const auto middle = milliseconds.begin() + std::ssize(milliseconds) / 2;
  std::nth_element(milliseconds.begin(), middle, milliseconds.end());
  measurement.milliseconds = *middle;
  measurement.peak_megabytes = peak_memory_mb();
}

}  // namespace panet::bench
