#include "panet/data/picture_list.h"

#include <fmt/format.h>
#include <glob.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <unordered_map>

#include "data/file_look.h"
#include "data/folder_content.h"
#include "data/litter.h"
#include "data/name_list.h"
#include "panet/file/error.h"
#include "panet/file/note.h"

namespace panet {
namespace fs = std::filesystem;

namespace {

bool is_there(const fs::path& path) {
  std::error_code failure;
  return fs::exists(fs::symlink_status(path, failure));
}

bool is_folder(const fs::path& path) {
  std::error_code failure;
  return fs::is_directory(path, failure);
}

bool is_pattern(const std::string& input) {
  return input.find_first_of("*?[") != std::string::npos && !is_there(input);
}

// What an input stands for.
struct Expansion {
  std::vector<ListedPicture> pictures;
  std::vector<PassedOver> passed_over;
};

// Collects the pictures below one folder. A folder that symbolic links reach a second time is not
// entered again.
class FolderWalk {
 public:
  explicit FolderWalk(fs::path root) : root_(std::move(root)) { enter({}); }

  Expansion found() && {
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
    for (const fs::path& subfolder : content.folders) enter(below / subfolder);
  }

  void pass_over(const std::vector<PassedOver>& files, const fs::path& below) {
    for (const PassedOver& passed : files)
      found_.passed_over.push_back({below / passed.file, passed.reason, passed.words});
  }

  fs::path root_;
  std::set<fs::path> entered_;
  Expansion found_;
};

Expansion below_folder(const fs::path& folder) {
  try {
    return FolderWalk(folder).found();
  } catch (const fs::filesystem_error& failure) {
    throw Error(
        fmt::format("{}: cannot read the folder: {}", folder.string(), failure.code().message()));
  }
}

ListedPicture named_file(const fs::path& path) {
  if (!path.has_filename() && path.has_parent_path() && !is_there(path.parent_path()))
    throw Error(fmt::format("{}: no such folder", path.string()));
  const fs::path name = picture_stem(path);
  if (name.empty() || name == "." || name == "..")
    throw Error(fmt::format("\"{}\" is no name of a picture", path.string()));
  return {path, name};
}

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
  void add_to(Expansion& found, const fs::path& path) {
    const Folder& folder = look_into(path.has_parent_path() ? path.parent_path() : fs::path("."));
    if (folder.pictures.contains(path.filename())) {
      found.pictures.push_back(named_file(path));
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

void append(Expansion& all, Expansion more) {
  std::move(more.pictures.begin(), more.pictures.end(), std::back_inserter(all.pictures));
  std::move(more.passed_over.begin(), more.passed_over.end(), std::back_inserter(all.passed_over));
}

Expansion matching(const std::string& pattern) {
  Neighbours neighbours;
  Expansion found;
  for (const fs::path& path : paths_matching(pattern)) {
    if (!is_folder(path)) {
      neighbours.add_to(found, path);
    } else if (!is_litter(path.filename())) {
      Expansion below = below_folder(path);
      for (PassedOver& passed : below.passed_over) passed.file = path / passed.file;
      append(found, std::move(below));
    }
  }
  return found;
}

// A folder or a pattern has to have a picture; what it has otherwise is told either way.
std::vector<ListedPicture> pictures_or_error(Expansion found, const std::string& input,
                                             const std::string& nothing) {
  if (!found.pictures.empty()) {
    note_passed_over(input, found.passed_over);
    return std::move(found.pictures);
  }
  throw Error(found.passed_over.empty()
                  ? fmt::format("{}: {}", input, nothing)
                  : fmt::format("{}: {}; {}", input, nothing, summary_of(found.passed_over)));
}

std::vector<ListedPicture> pictures_of_input(const std::string& input) {
  if (is_folder(input))
    return pictures_or_error(below_folder(input), input,
                             fmt::format("the folder has no picture ({})", kPictureFormats));
  if (is_pattern(input))
    return pictures_or_error(matching(input), input, "no picture matches this pattern");
  return {named_file(input)};
}

bool is_own_result(const std::string& input) {
  return !is_folder(input) && !is_pattern(input) && look_at(input).is_own;
}

// Results of ours that a pattern named, expanded by the shell, are not segmented in their turn.
void tell_own(const std::vector<std::string>& own, bool is_all) {
  if (own.empty()) return;
  const std::string text =
      fmt::format("{} of the files named {} written by panet, no {}: {}", own.size(),
                  own.size() == 1 ? "was" : "were",
                  own.size() == 1 ? "picture to segment" : "pictures to segment", name_list(own));
  if (is_all) throw Error(text);
  note(text + "; passed over");
}

// Two pictures by one name, and which.
struct Clash {
  const ListedPicture *first, *second;
};

std::vector<Clash> clashes_in(const std::vector<ListedPicture>& pictures) {
  std::unordered_map<std::string, const ListedPicture*> owners;
  owners.reserve(pictures.size());
  std::vector<Clash> clashes;
  for (const ListedPicture& picture : pictures) {
    const auto [owner, is_new] = owners.emplace(picture.name.generic_string(), &picture);
    if (!is_new) clashes.push_back({owner->second, &picture});
  }
  return clashes;
}

void expect_distinct_names(const std::vector<ListedPicture>& pictures) {
  const auto clashes = clashes_in(pictures);
  std::vector<std::string> pairs;
  for (const auto& [first, second] : clashes) {
    if (first->path == second->path)
      throw Error(fmt::format("{}: this picture is named twice", first->path.string()));
    pairs.push_back(fmt::format("{} and {} (\"{}\")", first->path.string(), second->path.string(),
                                first->name.generic_string()));
  }
  if (pairs.empty()) return;
  constexpr std::size_t kMostPairs = 10;
  throw Error(fmt::format(
      "the outputs of different pictures would have one name: {}: rename one of each, segment them "
      "into different folders, or name the folder above both instead",
      name_list(pairs, kMostPairs)));
}

}  // namespace

std::vector<ListedPicture> list_pictures(const std::vector<std::string>& inputs) {
  std::vector<ListedPicture> pictures;
  std::vector<std::string> own;
  for (const std::string& input : inputs) {
    if (is_own_result(input)) {
      own.push_back(input);
    } else {
      for (ListedPicture& picture : pictures_of_input(input))
        pictures.push_back(std::move(picture));
    }
  }
  tell_own(own, pictures.empty());
  expect_distinct_names(pictures);
  return pictures;
}

}  // namespace panet
