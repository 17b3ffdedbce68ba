#include "base/regular_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>

#include "base/file_failure.h"

namespace panet {
namespace {

namespace fs = std::filesystem;

std::size_t size_of_regular(int descriptor, const fs::path& path) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) fail_at(path, "read");
  if (!S_ISREG(status.st_mode)) throw Error(fmt::format("{}: not a regular file", path.string()));
  if (status.st_size == 0) throw Error(fmt::format("{}: the file is empty", path.string()));
  return static_cast<std::size_t>(status.st_size);
}

}  // namespace

RegularFile::RegularFile(const fs::path& path)
    : path_(path), descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
  if (!descriptor_.is_open()) fail_at(path, "open");
  size_ = size_of_regular(descriptor_.get(), path);
}

void RegularFile::read(std::span<std::byte> bytes) const {
  while (!bytes.empty()) {
    const auto count = ::read(descriptor_.get(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail_at(path_, "read");
    if (count == 0)
      throw Error(fmt::format("{}: became shorter while it was read", path_.string()));
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
}

}  // namespace panet
