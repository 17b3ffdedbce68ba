#pragma once

#include <filesystem>

namespace panet {

// Whether something has that name, a link that leads nowhere included.
inline bool is_there(const std::filesystem::path& path) {
  std::error_code failure;
  return std::filesystem::exists(std::filesystem::symlink_status(path, failure));
}

// Whether a folder has that name, or a link that leads to one.
inline bool is_folder(const std::filesystem::path& path) {
  std::error_code failure;
  return std::filesystem::is_directory(path, failure);
}

}  // namespace panet
