#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <span>
#include <string_view>

#include "base/descriptor.h"

namespace panet {

// Writes all of `bytes`; panet::Error names `path`, which the descriptor was opened for.
void write_all(int descriptor, std::span<const std::byte> bytes, const std::filesystem::path& path);

// A hidden file beside `target`, ".TARGET.tmp-" and a random number, that goes with the scope
// unless it was renamed to what it is for. While it lives it is locked, which tells it from what a
// killed writer left behind. `named` is what errors call the target.
class TemporaryFile {
 public:
  TemporaryFile(std::filesystem::path target, std::filesystem::path named);
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  void append(std::span<const std::byte> bytes);
  void sync();
  void commit();  // syncs, then renames

 private:
  void open_new();

  std::filesystem::path target_, named_, path_;
  Descriptor descriptor_;
  bool is_renamed_ = false;
};

// Removes what killed writers left in `folder` of the files whose names `is_target` accepts. A file
// that is being written, by whatever process, is locked and stays; so does one that cannot be
// locked.
void remove_leftovers(const std::filesystem::path& folder,
                      const std::function<bool(std::string_view name)>& is_target);

// The same for one file; the folder is looked through when this process first writes into it.
void remove_leftovers_of(const std::filesystem::path& target);

}  // namespace panet
