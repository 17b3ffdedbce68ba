#include "base/sync.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "base/descriptor.h"
#include "base/file_failure.h"

namespace panet {

void sync_file(const std::filesystem::path& file) {
  const Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  if (!descriptor.is_open()) fail_at(file, "sync");
  const bool is_synced = ::fsync(descriptor.get()) == 0 || errno == EINVAL || errno == EROFS;
  if (!is_synced) fail_at(file, "sync");
}

void sync_folder(const std::filesystem::path& folder) {
  const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.is_open() && ::fsync(descriptor.get()) != 0 && errno == EIO)
    fail_at(folder, "sync");
}

}  // namespace panet
