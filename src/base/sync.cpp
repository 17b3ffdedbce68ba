#include "base/sync.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/descriptor.h"
#include "panet/base/error.h"

namespace panet {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path) {
  throw Error(fmt::format("{}: cannot sync: {}", path.string(), std::strerror(errno)));
}

}  // namespace

void sync_file(const std::filesystem::path& file) {
  const Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  if (!descriptor.is_open()) fail(file);
  const bool is_synced = ::fsync(descriptor.get()) == 0 || errno == EINVAL || errno == EROFS;
  if (!is_synced) fail(file);
}

void sync_folder(const std::filesystem::path& folder) {
  const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.is_open() && ::fsync(descriptor.get()) != 0 && errno == EIO) fail(folder);
}

}  // namespace panet
