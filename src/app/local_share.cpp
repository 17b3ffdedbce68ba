#include "app/local_share.h"

#include <fmt/format.h>
#include <torch/cuda.h>

#include <algorithm>
#include <thread>

namespace panet::app {

std::string device_of(const std::string& device, int ranks, int local_rank) {
  const auto count = static_cast<int>(torch::cuda::device_count());
  if (ranks == 1 || device != "cuda" || count == 0) return device;
  return fmt::format("cuda:{}", local_rank % count);
}

int threads_of(int threads, const Ranks& ranks) {
  if (threads > 0 || ranks.size() == 1) return threads;
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()) / ranks.local_size());
}

}  // namespace panet::app
