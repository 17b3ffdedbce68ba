#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

namespace panet {

// A file's bytes mapped into memory, privately: writing to them changes the copy in memory, never
// the file. Movable, not copyable. Throws panet::Error where the file cannot be opened, is not a
// regular file (a pipe is not waited for), or is empty. Small files are read at once; a large one
// must not become shorter as long as this lives.
class MappedFile {
 public:
  explicit MappedFile(const std::filesystem::path& path);
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::span<std::byte> bytes() const { return bytes_; }

 private:
  MappedFile() = default;

  std::span<std::byte> bytes_;
};

}  // namespace panet
