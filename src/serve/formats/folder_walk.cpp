#include "serve/formats/folder_walk.h"

#include <set>

#include "base/folder_entries.h"

namespace panet::serve {
namespace {

namespace fs = std::filesystem;

void walk(const fs::path& root, const fs::path& folder, std::set<fs::path>& visited,
          const MayEnterFolder& may_enter, const VisitFolder& visit) {
  std::error_code failure;
  const fs::path real = fs::canonical(root / folder, failure);
  if (!visited.insert(failure ? root / folder : real).second) return;
  if (!folder.empty() && !may_enter(folder)) return;
  visit(folder);
  for (const fs::path& below : folder_entries(root / folder).folders)
    walk(root, folder / below, visited, may_enter, visit);
}

}  // namespace

void walk_folders(const fs::path& root, const MayEnterFolder& may_enter, const VisitFolder& visit) {
  std::set<fs::path> visited;
  walk(root, {}, visited, may_enter, visit);
}

}  // namespace panet::serve
