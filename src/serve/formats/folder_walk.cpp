#include "serve/formats/folder_walk.h"

#include <set>

#include "base/folder_entries.h"

namespace panet::serve {
namespace {

namespace fs = std::filesystem;

// Of a folder that cannot be read.
std::string reason_against(const fs::path& folder) {
  std::error_code failure;
  const fs::directory_iterator look(folder, failure);
  return failure ? "cannot read the folder: " + failure.message() : "";
}

void walk(const fs::path& root, const fs::path& folder, std::set<fs::path>& visited,
          const VisitFolder& visit, const PassOverFolder& pass_over) {
  std::error_code failure;
  const fs::path real = fs::canonical(root / folder, failure);
  if (!visited.insert(failure ? root / folder : real).second) return;
  if (const auto reason = reason_against(root / folder); !folder.empty() && !reason.empty())
    return pass_over(folder, reason);
  visit(folder);
  for (const fs::path& below : folder_entries(root / folder).folders)
    walk(root, folder / below, visited, visit, pass_over);
}

}  // namespace

void walk_folders(const fs::path& root, const VisitFolder& visit, const PassOverFolder& pass_over) {
  std::set<fs::path> visited;
  walk(root, {}, visited, visit, pass_over);
}

}  // namespace panet::serve
