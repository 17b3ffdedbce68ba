#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/atomic_file.h"

namespace panet::serve {

// Hands out a zip archive while it is written, one file of it at a time in memory. The same files
// give the same bytes: all have one time and one mode.
class ZipWriter {
 public:
  explicit ZipWriter(const ChunkSink& sink);
  ~ZipWriter();

  // `name`: UTF-8. Pictures are stored as they are, all else is compressed. What the sink throws
  // goes through.
  void add(const std::string& name, std::span<const std::byte> bytes);
  void add(const std::string& name, std::string_view text);

  void close();

 private:
  class Archive;
  std::unique_ptr<Archive> archive_;
};

}  // namespace panet::serve
