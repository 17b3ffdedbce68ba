#pragma once

#include <filesystem>

namespace panet {

// In which a file lies: "." where its name alone is told.
inline std::filesystem::path folder_of(const std::filesystem::path& file) {
  return file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
}

}  // namespace panet
