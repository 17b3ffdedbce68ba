#include "base/write_target.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <charconv>
#include <string>

#include "panet/base/error.h"

namespace panet {
namespace {

namespace fs = std::filesystem;

// The number of a descriptor of this process for which `link` is a name: /proc/self/fd/1.
std::optional<int> own_descriptor(const fs::path& link) {
  std::error_code unknown;
  const auto folder = fs::canonical(link.parent_path(), unknown);
  if (unknown || folder != fs::canonical("/proc/self/fd", unknown)) return std::nullopt;
  const std::string name = link.filename().string();
  int number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  const bool is_number = error == std::errc() && end == name.data() + name.size();
  return is_number ? std::optional(number) : std::nullopt;
}

// Whatever can be written to without being a file: it cannot be replaced.
bool is_stream(const fs::path& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

}  // namespace

WriteTarget write_target(const fs::path& path) {
  constexpr int kMostLinks = 40;  // as the kernel
  fs::path end = path;
  std::error_code absent;
  for (int links = 0; fs::is_symlink(fs::symlink_status(end, absent)); ++links) {
    if (links == kMostLinks)
      throw Error(fmt::format("{}: symbolic links that lead in a circle", path.string()));
    if (const auto descriptor = own_descriptor(end))
      return {.path = path, .is_stream = true, .descriptor = descriptor};
    const auto next = end.parent_path() / fs::read_symlink(end);
    const bool leads_nowhere = !fs::exists(fs::symlink_status(next, absent));
    if (leads_nowhere && is_stream(end)) break;  // another process's pipe: its name is no path
    end = next;
  }
  return {.path = end, .is_stream = is_stream(end), .descriptor = {}};
}

}  // namespace panet
