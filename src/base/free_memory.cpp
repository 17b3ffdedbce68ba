#include "base/free_memory.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>
#include <optional>
#include <string>

namespace panet {
namespace {

namespace fs = std::filesystem;

constexpr auto kUnlimited = std::numeric_limits<std::size_t>::max();

std::size_t difference(std::size_t limit, std::size_t used) {
  return limit > used ? limit - used : 0;
}

// The number behind a key of a file with a key and a number a line.
std::optional<std::size_t> number_behind(const std::string& wanted, const fs::path& file) {
  std::ifstream in(file);
  std::string key, rest;
  for (std::size_t number = 0; in >> key >> number; std::getline(in, rest))
    if (key == wanted) return number;
  return std::nullopt;
}

std::optional<std::size_t> number_in(const fs::path& file) {
  std::ifstream in(file);
  std::size_t number = 0;
  return in >> number ? std::optional(number) : std::nullopt;  // "max" is no number
}

// What is unused, or used for caches that can be dropped.
std::size_t free_in_machine() {
  if (const auto kilobytes = number_behind("MemAvailable:", "/proc/meminfo"))
    return *kilobytes * 1024;
  return static_cast<std::size_t>(sysconf(_SC_AVPHYS_PAGES) * sysconf(_SC_PAGESIZE));
}

// The files of one version of control groups.
struct GroupFiles {
  const char *root, *limit, *used, *inactive_cache, *active_cache;
};
constexpr GroupFiles kVersion1 = {"/sys/fs/cgroup/memory", "memory.limit_in_bytes",
                                  "memory.usage_in_bytes", "total_inactive_file",
                                  "total_active_file"};
constexpr GroupFiles kVersion2 = {"/sys/fs/cgroup", "memory.max", "memory.current", "inactive_file",
                                  "active_file"};

// Files that were read count as used until something else needs the memory.
std::size_t free_in_group(const fs::path& group, const GroupFiles& files) {
  const auto limit = number_in(group / files.limit), used = number_in(group / files.used);
  if (!limit || !used) return kUnlimited;
  const auto cache = number_behind(files.inactive_cache, group / "memory.stat").value_or(0) +
                     number_behind(files.active_cache, group / "memory.stat").value_or(0);
  return difference(*limit, difference(*used, cache));
}

// In a group, and in all that it lies in.
std::size_t free_in_groups(const fs::path& path, const GroupFiles& files) {
  std::size_t free = free_in_group(files.root, files);
  fs::path group = files.root;
  for (const auto& name : path.relative_path())
    free = std::min(free, free_in_group(group /= name, files));
  return free;
}

// A line of /proc/self/cgroup is "number:controllers:path"; version 2 names no controllers.
std::size_t free_in_groups() {
  std::size_t free = std::min(free_in_groups({}, kVersion2), free_in_groups({}, kVersion1));
  std::ifstream in("/proc/self/cgroup");
  for (std::string line; std::getline(in, line);) {
    const auto path = line.substr(line.rfind(':') + 1);
    if (line.starts_with("0::")) free = std::min(free, free_in_groups(path, kVersion2));
    if (line.find(":memory:") != line.npos) free = std::min(free, free_in_groups(path, kVersion1));
  }
  return free;
}

// What `ulimit -v` leaves.
std::size_t free_in_address_space() {
  rlimit limit{};
  const auto pages = number_in("/proc/self/statm");
  if (!pages || getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
    return kUnlimited;
  return difference(limit.rlim_cur, *pages * static_cast<std::size_t>(sysconf(_SC_PAGESIZE)));
}

}  // namespace

std::size_t free_memory() {
  return std::min({free_in_machine(), free_in_groups(), free_in_address_space()});
}

}  // namespace panet
