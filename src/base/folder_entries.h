#pragma once

#include <filesystem>
#include <system_error>
#include <vector>

namespace panet {

// What lies in one folder, hidden names and other litter (base/litter.h) left out, symbolic links
// taken for what they point to. Names without the folder, in the order of their bytes.
struct FolderEntries {
  std::vector<std::filesystem::path> files;
  std::vector<std::filesystem::path> folders;
  std::vector<std::filesystem::path> others;  // broken links, pipes and the like
};

// panet::Error names the folder that cannot be read.
FolderEntries folder_entries(const std::filesystem::path& folder);

// Why a folder cannot be read; nothing where it can.
std::error_code reading_failure(const std::filesystem::path& folder);
// panet::Error as folder_entries has it.
void require_readable(const std::filesystem::path& folder);

}  // namespace panet
