#include "base/folder_entries.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/litter.h"
#include "panet/base/error.h"

namespace panet {
namespace fs = std::filesystem;

namespace {

void add_entry(FolderEntries& entries, const fs::directory_entry& entry) {
  const fs::path name = entry.path().filename();
  if (is_litter(name)) return;
  std::error_code failure;
  const fs::file_status status = entry.status(failure);
  auto& kind = fs::is_regular_file(status) ? entries.files
               : fs::is_directory(status)  ? entries.folders
                                           : entries.others;
  kind.push_back(name);
}

[[noreturn]] void fail_to_read(const fs::path& folder, const std::error_code& failure) {
  throw Error(fmt::format("{}: cannot read the folder: {}", folder.string(), failure.message()));
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
  if (failure) fail_to_read(folder, failure);
  for (auto* names : {&entries.files, &entries.folders, &entries.others})
    std::sort(names->begin(), names->end());
  return entries;
}

std::error_code reading_failure(const fs::path& folder) {
  std::error_code failure;
  const fs::directory_iterator look(folder, failure);
  return failure;
}

void require_readable(const fs::path& folder) {
  if (const auto failure = reading_failure(folder)) fail_to_read(folder, failure);
}

}  // namespace panet
