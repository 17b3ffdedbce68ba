#include "app/free_memory.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <string>

namespace panet::app {
namespace {

// What /proc/meminfo calls available: unused, or used for caches that can be dropped.
std::optional<std::size_t> available_memory() {
  std::ifstream meminfo("/proc/meminfo");
  std::string key, unit;
  for (std::size_t kilobytes = 0; meminfo >> key >> kilobytes && std::getline(meminfo, unit);)
    if (key == "MemAvailable:") return kilobytes * 1024;
  return std::nullopt;
}

std::optional<std::size_t> number_in(const char* file) {
  std::ifstream in(file);
  std::size_t number = 0;
  return in >> number ? std::optional(number) : std::nullopt;  // "max" is no number
}

}  // namespace

std::size_t free_memory() {
  const auto unused = static_cast<std::size_t>(sysconf(_SC_AVPHYS_PAGES) * sysconf(_SC_PAGESIZE));
  std::size_t free = available_memory().value_or(unused);
  const auto limit = number_in("/sys/fs/cgroup/memory.max");
  const auto used = number_in("/sys/fs/cgroup/memory.current");
  if (limit && used) free = std::min(free, *limit > *used ? *limit - *used : 0);
  return free;
}

}  // namespace panet::app
