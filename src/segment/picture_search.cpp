#include "segment/picture_search.h"

#include <fmt/format.h>
#include <glob.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <new>
#include <optional>
#include <set>

#include "annotation/folder_content.h"
#include "base/folder_entries.h"
#include "base/folder_of.h"
#include "base/is_there.h"
#include "base/litter.h"
#include "panet/base/error.h"

namespace panet {
namespace fs = std::filesystem;

namespace {

// Of a folder that somebody else may look into alone: what stands beside it is taken all the same.
std::optional<PassedOver> unreadable(const fs::path& folder, const fs::path& name) {
  const auto failure = reading_failure(folder);
  if (!failure) return std::nullopt;
  return PassedOver{name, PassedOver::Reason::kNotLookedInto,
                    fmt::format("folder that cannot be read: {}", failure.message())};
}

// Collects the pictures below one folder. A folder that symbolic links reach a second time is not
// entered again.
class FolderWalk {
 public:
  explicit FolderWalk(fs::path root) : root_(std::move(root)) { enter({}); }

  FoundPictures found() && {
    std::sort(found_.pictures.begin(), found_.pictures.end(),
              [](const ListedPicture& a, const ListedPicture& b) { return a.path < b.path; });
    return std::move(found_);
  }

 private:
  void enter(const fs::path& below) {
    const fs::path folder = below.empty() ? root_ : root_ / below;
    if (!entered_.insert(fs::canonical(folder)).second) return;
    const FolderContent content = folder_content(folder);
    for (const fs::path& file : content.pictures)
      found_.pictures.push_back({folder / file, below / picture_stem(file)});
    pass_over(content.passed_over, below);
    pass_over(passed_over(folder, content.annotations), below);
    for (const fs::path& subfolder : content.folders) enter_readable(below / subfolder);
  }

  void enter_readable(const fs::path& below) {
    if (auto passed = unreadable(root_ / below, below))
      found_.passed_over.push_back(std::move(*passed));
    else
      enter(below);
  }

  void pass_over(const std::vector<PassedOver>& files, const fs::path& below) {
    for (const PassedOver& passed : files)
      found_.passed_over.push_back({below / passed.file, passed.reason, passed.words});
  }

  fs::path root_;
  std::set<fs::path> entered_;
  FoundPictures found_;
};

// The paths that match, in the order of their bytes (glob's own order depends on the locale).
std::vector<fs::path> paths_matching(const std::string& pattern) {
  glob_t found{};
  const int failure = ::glob(pattern.c_str(), GLOB_NOSORT, nullptr, &found);
  std::vector<fs::path> paths;
  if (failure == 0) paths.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  ::globfree(&found);
  if (failure == GLOB_NOSPACE) throw std::bad_alloc();
  std::sort(paths.begin(), paths.end());
  return paths;
}

// Files that match a pattern, each told by what lies beside it; every folder is looked into once.
class Neighbours {
 public:
  void add_to(FoundPictures& found, const fs::path& path) {
    const Folder& folder = look_into(folder_of(path));
    if (folder.pictures.contains(path.filename())) {
      found.pictures.push_back({path, picture_stem(path)});
    } else if (const auto passed = folder.passed_over.find(path.filename());
               passed != folder.passed_over.end()) {
      found.passed_over.push_back({path, passed->second.reason, passed->second.words});
    }
  }

 private:
  struct Folder {
    std::set<fs::path> pictures;
    std::map<fs::path, PassedOver> passed_over;
  };

  const Folder& look_into(const fs::path& folder) {
    const auto [known, is_new] = folders_.try_emplace(folder);
    if (!is_new) return known->second;
    const FolderContent content = folder_content(folder);
    known->second.pictures.insert(content.pictures.begin(), content.pictures.end());
    for (const auto& files : {content.passed_over, passed_over(folder, content.annotations)})
      for (const PassedOver& passed : files) known->second.passed_over.emplace(passed.file, passed);
    return known->second;
  }

  std::map<fs::path, Folder> folders_;
};

void append(FoundPictures& all, FoundPictures more) {
  std::move(more.pictures.begin(), more.pictures.end(), std::back_inserter(all.pictures));
  std::move(more.passed_over.begin(), more.passed_over.end(), std::back_inserter(all.passed_over));
}

}  // namespace

FoundPictures pictures_below(const fs::path& folder) {
  try {
    return FolderWalk(folder).found();
  } catch (const fs::filesystem_error& failure) {
    throw Error(
        fmt::format("{}: cannot read the folder: {}", folder.string(), failure.code().message()));
  }
}

FoundPictures pictures_matching(const std::string& pattern) {
  Neighbours neighbours;
  FoundPictures found;
  for (const fs::path& path : paths_matching(pattern)) {
    if (!is_folder(path)) {
      neighbours.add_to(found, path);
    } else if (is_litter(path.filename())) {
      continue;
    } else if (auto closed = unreadable(path, path)) {
      found.passed_over.push_back(std::move(*closed));
    } else {
      FoundPictures below = pictures_below(path);
      for (PassedOver& passed : below.passed_over) passed.file = path / passed.file;
      append(found, std::move(below));
    }
  }
  return found;
}

}  // namespace panet
