#pragma once

#include <filesystem>
#include <vector>

namespace panet {

// What lies in one folder, hidden names left out, symbolic links taken for what they point to
// (broken ones left out). Names without the folder, in the order of their bytes.
struct FolderEntries {
  std::vector<std::filesystem::path> files;
  std::vector<std::filesystem::path> folders;
};

// panet::Error names the folder that cannot be read.
FolderEntries folder_entries(const std::filesystem::path& folder);

}  // namespace panet
