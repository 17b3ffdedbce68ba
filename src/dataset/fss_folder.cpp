#include "dataset/fss_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/folder_entries.h"
#include "base/lower_case.h"
#include "base/name_list.h"
#include "base/natural_order.h"
#include "panet/base/error.h"
#include "panet/base/note.h"
#include "panet/image/decode.h"

namespace panet {
namespace fs = std::filesystem;

namespace {

bool before(const fs::path& a, const fs::path& b) {
  return natural_less(a.native(), b.native());
}

bool has_ending(const fs::path& file, std::string_view ending) {
  return lower_case(file.extension().string()) == ending;
}

// The files of one name: a mask, and the pictures that it may belong to.
struct Pair {
  fs::path mask;
  std::vector<fs::path> pictures;

  void add(const fs::path& file) {
    if (has_ending(file, ".png") && mask.empty()) {
      mask = file;
    } else if (has_ending(file, ".jpg")) {
      pictures.insert(pictures.begin(), file);
    } else {
      pictures.push_back(file);
    }
  }
};

class Reader {
 public:
  explicit Reader(fs::path root) : root_(std::move(root)) {}

  void read(const fs::path& folder) {
    std::map<std::string, Pair, decltype(&natural_less)> pairs(&natural_less);
    for (const auto& file : folder_entries(root_ / folder).files)
      if (has_picture_extension(file)) pairs[file.stem().string()].add(file);
    SupportClass found{folder.string(), {}};
    for (const auto& [stem, pair] : pairs) add(found, folder, pair);
    if (found.pictures.empty())
      problem(folder, "no picture with a mask (N.jpg and N.png); the folder is no class");
    else
      result_.classes.push_back(std::move(found));
  }

  FssFolder result() && {
    constexpr std::size_t kMostNames = 20;
    if (!aside_.empty())
      note(fmt::format("{}: {} file(s) beside pictures and masks of their names are left aside: {}",
                       root_.string(), aside_.size(), name_list(aside_, kMostNames)));
    return std::move(result_);
  }

 private:
  void add(SupportClass& found, const fs::path& folder, const Pair& pair) {
    if (pair.pictures.empty()) return problem(folder / pair.mask, "mask without a picture");
    if (pair.mask.empty())
      return problem(folder / pair.pictures.front(), "picture without a mask beside it");
    const auto here = root_ / folder;
    found.pictures.push_back({here / pair.pictures.front(), here / pair.mask, {}});
    for (std::size_t i = 1; i < pair.pictures.size(); ++i)
      aside_.push_back((folder / pair.pictures[i]).string());
  }

  void problem(const fs::path& place, const char* what) {
    result_.problems.push_back(fmt::format("{}: {}", (root_ / place).string(), what));
  }

  fs::path root_;
  FssFolder result_;
  std::vector<std::string> aside_;
};

std::vector<fs::path> class_folders(const fs::path& root, const std::vector<std::string>& only) {
  auto folders = folder_entries(root).folders;
  std::set<std::string> missing(only.begin(), only.end());
  if (!only.empty())
    std::erase_if(folders, [&](const fs::path& one) { return missing.erase(one.string()) == 0; });
  if (!missing.empty())
    throw Error(fmt::format("{}: no folder for {} of the classes listed: {}", root.string(),
                            missing.size(), name_list({missing.begin(), missing.end()})));
  if (folders.empty())
    throw Error(fmt::format("{}: no class folder; FSS-1000 has CLASS/1.jpg and CLASS/1.png",
                            root.string()));
  std::sort(folders.begin(), folders.end(), before);
  return folders;
}

}  // namespace

FssFolder read_fss_folder(const fs::path& root, const std::vector<std::string>& only) {
  Reader reader(root);
  for (const auto& folder : class_folders(root, only)) reader.read(folder);
  auto found = std::move(reader).result();
  if (found.classes.empty())
    throw Error(fmt::format("{}: no class folder holds a picture with a mask (N.jpg and N.png)",
                            root.string()));
  return found;
}

}  // namespace panet
