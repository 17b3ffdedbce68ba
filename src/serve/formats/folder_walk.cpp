#include "serve/formats/folder_walk.h"

#include <set>

#include "base/folder_entries.h"

namespace panet::serve {
namespace {

namespace fs = std::filesystem;

void walk(const fs::path& root, const fs::path& folder, std::set<fs::path>& visited,
          const VisitFolder& visit, const PassOverFolder& pass_over) {
  std::error_code failure;
  const fs::path real = fs::canonical(root / folder, failure);
  if (!visited.insert(failure ? root / folder : real).second) return;
  if (const auto closed = reading_failure(root / folder); closed && !folder.empty())
    return pass_over(folder, "cannot read the folder: " + closed.message());
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
