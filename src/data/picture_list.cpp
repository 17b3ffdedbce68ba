#include "panet/data/picture_list.h"

#include <fmt/format.h>
#include <glob.h>

#include <algorithm>
#include <istream>
#include <map>
#include <set>
#include <unordered_map>

#include "data/annotation_names.h"
#include "data/byte_order_mark.h"
#include "data/folder_entries.h"
#include "panet/file/error.h"

namespace panet {
namespace fs = std::filesystem;

namespace {

bool exists(const fs::path& path) {
  std::error_code failure;
  return fs::exists(fs::symlink_status(path, failure));
}

bool is_folder(const fs::path& path) {
  std::error_code failure;
  return fs::is_directory(path, failure);
}

bool is_glob(const std::string& input) {
  return input.find_first_of("*?[") != std::string::npos;
}

// Collects the pictures below one folder. A folder that symbolic links reach a second time is not
// entered again.
class FolderWalk {
 public:
  explicit FolderWalk(fs::path root) : root_(std::move(root)) { enter({}); }

  std::vector<ListedPicture> pictures() && {
    std::sort(pictures_.begin(), pictures_.end(),
              [](const ListedPicture& a, const ListedPicture& b) { return a.path < b.path; });
    return std::move(pictures_);
  }

 private:
  void enter(const fs::path& below) {
    const fs::path folder = below.empty() ? root_ : root_ / below;
    if (!entered_.insert(fs::canonical(folder)).second) return;
    const FolderEntries entries = folder_entries(folder);
    for (const fs::path& file : tell_apart(entries.files).pictures)
      pictures_.push_back({folder / file, below / file.stem()});
    for (const fs::path& subfolder : entries.folders) enter(below / subfolder);
  }

  fs::path root_;
  std::set<fs::path> entered_;
  std::vector<ListedPicture> pictures_;
};

std::vector<ListedPicture> pictures_below(const fs::path& folder) {
  try {
    return FolderWalk(folder).pictures();
  } catch (const fs::filesystem_error& failure) {
    throw Error(
        fmt::format("{}: cannot read the folder: {}", folder.string(), failure.code().message()));
  }
}

ListedPicture named_file(const fs::path& path) {
  const fs::path name = path.stem();
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

// Tells pictures from annotations by what lies beside them, looking into each folder once.
class PictureTest {
 public:
  bool operator()(const fs::path& path) {
    const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    const auto [known, is_new] = pictures_.try_emplace(folder);
    if (is_new) {
      const auto found = tell_apart(folder_entries(folder).files).pictures;
      known->second.insert(found.begin(), found.end());
    }
    return known->second.contains(path.filename());
  }

 private:
  std::map<fs::path, std::set<fs::path>> pictures_;
};

std::vector<ListedPicture> pictures_matching(const std::string& pattern) {
  PictureTest is_picture;
  std::vector<ListedPicture> pictures;
  for (const fs::path& path : paths_matching(pattern)) {
    if (is_folder(path)) {
      for (ListedPicture& picture : pictures_below(path)) pictures.push_back(std::move(picture));
    } else if (is_picture(path)) {
      pictures.push_back(named_file(path));
    }
  }
  return pictures;
}

std::vector<ListedPicture> pictures_of_input(const std::string& input) {
  if (is_folder(input)) {
    auto pictures = pictures_below(input);
    if (pictures.empty())
      throw Error(fmt::format(
          "{}: the folder has no picture (.jpg .jpeg .png .webp .bmp .tif .tiff)", input));
    return pictures;
  }
  if (!exists(input) && is_glob(input)) {
    auto pictures = pictures_matching(input);
    if (pictures.empty()) throw Error(fmt::format("{}: no picture matches this pattern", input));
    return pictures;
  }
  return {named_file(input)};
}

void expect_distinct_names(const std::vector<ListedPicture>& pictures) {
  std::unordered_map<std::string, const fs::path*> owners;
  owners.reserve(pictures.size());
  for (const ListedPicture& picture : pictures) {
    const auto [owner, is_new] = owners.emplace(picture.name.generic_string(), &picture.path);
    if (is_new) continue;
    if (*owner->second == picture.path)
      throw Error(fmt::format("{}: this picture is named twice", picture.path.string()));
    throw Error(fmt::format(
        "{} and {} would both be written as \"{}\": rename one of them, segment them into "
        "different folders, or name the folder above both instead",
        owner->second->string(), picture.path.string(), picture.name.generic_string()));
  }
}

}  // namespace

std::vector<ListedPicture> list_pictures(const std::vector<std::string>& inputs) {
  std::vector<ListedPicture> pictures;
  for (const std::string& input : inputs) {
    for (ListedPicture& picture : pictures_of_input(input)) pictures.push_back(std::move(picture));
  }
  expect_distinct_names(pictures);
  return pictures;
}

std::vector<std::string> read_path_list(std::istream& in) {
  std::vector<std::string> paths;
  for (std::string line; std::getline(in, line);) {
    if (paths.empty()) line = without_byte_order_mark(line);
    if (line.ends_with('\r')) line.pop_back();
    if (line.find_first_not_of(" \t") != std::string::npos) paths.push_back(std::move(line));
  }
  if (in.bad()) throw Error("the list of pictures cannot be read to its end");
  return paths;
}

}  // namespace panet
