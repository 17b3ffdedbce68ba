#include "engine/least_seconds.h"

#include <algorithm>
#include <chrono>

namespace panet {

double least_seconds(int times, const std::function<void()>& work) {
  double least = 0;
  for (int i = 0; i < times; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
    least = i == 0 ? taken.count() : std::min(least, taken.count());
  }
  return least;
}

}  // namespace panet
