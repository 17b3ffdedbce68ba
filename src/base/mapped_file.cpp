#include "base/mapped_file.h"

#include <fmt/format.h>
#include <sys/mman.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/regular_file.h"
#include "panet/base/error.h"

namespace panet {
namespace {

// Smaller ones are read: that takes no longer, and the file may then change as it likes.
constexpr std::size_t kWorthMapping = 16 << 20;

void* mapped(const RegularFile& file, bool is_read) {
  return is_read ? ::mmap(nullptr, file.size(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
                          -1, 0)
                 : ::mmap(nullptr, file.size(), PROT_READ | PROT_WRITE, MAP_PRIVATE,
                          file.descriptor(), 0);
}

}  // namespace

MappedFile::MappedFile(const std::filesystem::path& path) {
  const RegularFile file(path);
  const bool is_read = file.size() < kWorthMapping;
  void* const memory = mapped(file, is_read);
  if (memory == MAP_FAILED)
    throw Error(fmt::format("{}: cannot map into memory: {}", path.string(), std::strerror(errno)));
  MappedFile whole;
  whole.bytes_ = {static_cast<std::byte*>(memory), file.size()};
  if (is_read) file.read(whole.bytes_);
  *this = std::move(whole);
}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) ::munmap(bytes_.data(), bytes_.size());
}

MappedFile::MappedFile(MappedFile&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  return *this;
}

}  // namespace panet
