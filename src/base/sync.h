#pragma once

#include <filesystem>

namespace panet {

// Where the power goes away, what a file has, and under which names, is sure to be there only once
// it has been synced.

// What was written to the file so far, by whatever descriptor. panet::Error where the disk refuses;
// devices and pipes have nothing to sync.
void sync_file(const std::filesystem::path& file);

// The names in a folder. panet::Error where the disk fails; some file systems cannot sync a folder.
void sync_folder(const std::filesystem::path& folder);

}  // namespace panet
