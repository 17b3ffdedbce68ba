#pragma once

#include <filesystem>

namespace panet {

// Whether something has that name, a link that leads nowhere included.
inline bool is_there(const std::filesystem::path& path) {
  std::error_code failure;
  return std::filesystem::exists(std::filesystem::symlink_status(path, failure));
}

}  // namespace panet
