#include "app/local_share.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

namespace panet::app {

std::string device_of(const std::string& device, int processes, int local_rank, int gpus) {
  if (processes == 1 || device != "cuda" || gpus == 0) return device;
  return fmt::format("cuda:{}", local_rank % gpus);
}

int threads_of(int threads, const Peers& peers) {
  if (threads > 0 || peers.size() == 1) return threads;
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()) / peers.local_size());
}

}  // namespace panet::app
