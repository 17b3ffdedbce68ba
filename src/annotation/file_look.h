#pragma once

#include <filesystem>

#include "image/file_signature.h"

namespace panet {

// What one look at the beginning of a file tells: what it is, and whether panet wrote it
// (panet/base/own_file.h).
struct FileLook {
  KindOfFile kind;
  bool is_own = false;
};
FileLook look_at(const std::filesystem::path& file);

}  // namespace panet
