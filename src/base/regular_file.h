#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

#include "base/descriptor.h"

namespace panet {

// A regular file, opened for reading. What is none is not waited for: a pipe would have to be
// written to first. panet::Error, with the file's name, where it cannot be opened, is another kind
// of file, or empty.
class RegularFile {
 public:
  explicit RegularFile(const std::filesystem::path& path);

  int descriptor() const { return descriptor_.get(); }
  std::size_t size() const { return size_; }  // when it was opened

  // All of it into `bytes`, which are size(); panet::Error where it has become shorter.
  void read(std::span<std::byte> bytes) const;

 private:
  std::filesystem::path path_;
  Descriptor descriptor_;
  std::size_t size_ = 0;
};

}  // namespace panet
