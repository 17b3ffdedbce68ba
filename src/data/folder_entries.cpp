#include "data/folder_entries.h"

#include <fmt/format.h>

#include <algorithm>

#include "panet/file/error.h"

namespace panet {
namespace fs = std::filesystem;

namespace {

// A broken link or one without permission is neither file nor folder.
void add_entry(FolderEntries& entries, const fs::directory_entry& entry) {
  const fs::path name = entry.path().filename();
  if (name.native().starts_with('.')) return;
  std::error_code failure;
  const fs::file_status status = entry.status(failure);
  if (fs::is_regular_file(status)) entries.files.push_back(name);
  if (fs::is_directory(status)) entries.folders.push_back(name);
}

}  // namespace

FolderEntries folder_entries(const fs::path& folder) {
  FolderEntries entries;
  std::error_code failure;
  fs::directory_iterator next(folder, failure);
  while (!failure && next != fs::directory_iterator()) {
    add_entry(entries, *next);
    next.increment(failure);
  }
  if (failure)
    throw Error(fmt::format("{}: cannot read the folder: {}", folder.string(), failure.message()));
  std::sort(entries.files.begin(), entries.files.end());
  std::sort(entries.folders.begin(), entries.folders.end());
  return entries;
}

}  // namespace panet
