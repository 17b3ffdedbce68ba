#pragma once

#include <algorithm>
#include <filesystem>

namespace panet {

// Whether a path is a folder's own or leads below it, by their names alone: of links and "..", both
// have to be free (std::filesystem::canonical).
inline bool lies_below(const std::filesystem::path& path, const std::filesystem::path& folder) {
  return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first ==
         folder.end();
}

}  // namespace panet
