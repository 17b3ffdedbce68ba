#include "dataset/coco_sets.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include "annotation/coco_json.h"
#include "base/folded_text.h"
#include "base/folder_entries.h"
#include "base/name_list.h"
#include "base/option_name.h"
#include "panet/base/error.h"
#include "panet/base/note.h"

namespace panet {
namespace fs = std::filesystem;

namespace {

constexpr std::string_view kPrefix = "instances_";
constexpr std::size_t kMostFiles = 1000;

bool is_json(const fs::path& file) {
  return folded_text(file.extension().native()) == ".json";
}

bool is_instances_file(const fs::path& file) {
  return is_json(file) && file.stem().native().starts_with(kPrefix) &&
         file.stem().native().size() > kPrefix.size();
}

// Every data set's file may be called so.
bool says_nothing(const std::string& stem) {
  constexpr std::array<std::string_view, 8> kStems = {
      "_annotations.coco", "_annotations", "annotations", "annotation", "coco",
      "instances",         "labels",       "result"};
  return std::find(kStems.begin(), kStems.end(), folded_text(stem)) != kStems.end();
}

// "train" of "instances_train", "annotations_train" and "train_coco".
std::string without_affixes(std::string stem) {
  for (const std::string_view prefix :
       {kPrefix, std::string_view("annotations_"), std::string_view("coco_")})
    if (stem.size() > prefix.size() && stem.starts_with(prefix)) stem.erase(0, prefix.size());
  for (const std::string_view ending : {"_annotations", "_instances", "_coco", ".coco"})
    if (stem.size() > ending.size() && stem.ends_with(ending))
      stem.erase(stem.size() - ending.size());
  return stem;
}

std::string name_of(const fs::path& root, const fs::path& file) {
  const std::string stem = file.stem().string();
  if (!says_nothing(stem)) return without_affixes(stem);
  const auto folder = fs::absolute(root / file).lexically_normal().parent_path().filename();
  return folder.empty() || folder == "annotations" ? stem : folder.string();
}

std::vector<CocoSet> named(const fs::path& root, const std::vector<fs::path>& files) {
  std::map<std::string, int> times;
  for (const auto& file : files) ++times[folded_text(name_of(root, file))];
  std::vector<CocoSet> sets;
  for (const auto& file : files) {
    const auto name = name_of(root, file);
    const bool is_one = times[folded_text(name)] == 1;
    sets.push_back({is_one ? name : fs::path(file).replace_extension().generic_string(), file});
  }
  return sets;
}

// annotations/instances_*.json, as COCO itself lies.
std::vector<CocoSet> sets_of_instances(const fs::path& root) {
  std::vector<fs::path> found;
  if (!fs::is_directory(root / "annotations")) return {};
  for (const auto& file : folder_entries(root / "annotations").files)
    if (is_instances_file(file)) found.push_back("annotations" / file);
  return named(root, found);
}

// A folder that may not be read hides nothing that was asked for by name.
FolderEntries readable_entries(const fs::path& folder) {
  try {
    return folder_entries(folder);
  } catch (const Error& error) {
    note(error.what());
    return {};
  }
}

// Collects the json files below a folder. Links to other folders are followed only where COCO's own
// layout has one: a stranger's link may lead anywhere.
class JsonWalk {
 public:
  explicit JsonWalk(fs::path root) : root_(std::move(root)) { enter({}, 0); }

  const std::vector<fs::path>& files() const { return files_; }

 private:
  static constexpr int kDeepest = 3;
  static constexpr int kMostFolders = 20'000;

  void enter(const fs::path& below, int depth) {
    if (++folders_ > kMostFolders) return;
    const auto entries = readable_entries(below.empty() ? root_ : root_ / below);
    for (const auto& file : entries.files)
      if (is_json(file)) files_.push_back(below / file);
    if (depth == kDeepest) return;
    for (const auto& folder : entries.folders)
      if (folder == "annotations" || !fs::is_symlink(root_ / below / folder))
        enter(below / folder, depth + 1);
  }

  fs::path root_;
  std::vector<fs::path> files_;
  int folders_ = 0;
};

bool is_year_of(std::string_view set, std::string_view name) {
  return set.size() > name.size() && set.starts_with(name) &&
         set.find_first_not_of("0123456789", name.size()) == std::string_view::npos;
}

std::vector<CocoSet> matching(const std::vector<CocoSet>& sets, const auto& is_match) {
  std::vector<CocoSet> found;
  std::copy_if(sets.begin(), sets.end(), std::back_inserter(found), is_match);
  return found;
}

std::string names_of(const std::vector<CocoSet>& sets) {
  std::vector<std::string> names;
  for (const auto& set : sets) names.push_back(set.name);
  std::sort(names.begin(), names.end());
  return name_list(names, 20);
}

std::optional<CocoSet> of_that_name(const std::vector<CocoSet>& sets, const std::string& name) {
  for (const auto& set : sets)
    if (set.name == name || set.file == fs::path(name).lexically_normal()) return set;
  const auto folded = folded_text(name);
  const auto found =
      matching(sets, [&](const CocoSet& set) { return folded_text(set.name) == folded; });
  return found.size() == 1 ? std::optional(found.front()) : std::nullopt;
}

// The only set below a folder of that name: val/annotations/instances_default.json.
std::optional<CocoSet> in_that_folder(const std::vector<CocoSet>& sets, const std::string& name) {
  const auto folded = folded_text(name);
  const auto found = matching(sets, [&](const CocoSet& set) {
    const auto folders = set.file.parent_path();
    return std::any_of(folders.begin(), folders.end(), [&](const fs::path& folder) {
      return folded_text(folder.native()) == folded;
    });
  });
  return found.size() == 1 ? std::optional(found.front()) : std::nullopt;
}

std::optional<CocoSet> of_that_name_or_folder(const std::vector<CocoSet>& sets,
                                              const std::string& name) {
  auto found = of_that_name(sets, name);
  return found ? found : in_that_folder(sets, name);
}

// The set that a name means; none where there is no such, panet::Error where there are several.
std::optional<CocoSet> meant(const fs::path& root, const std::vector<CocoSet>& sets,
                             const std::string& name) {
  if (auto found = of_that_name_or_folder(sets, name)) return found;
  const auto of_a_year =
      matching(sets, [&](const CocoSet& set) { return is_year_of(set.name, name); });
  if (of_a_year.size() > 1)
    throw Error(fmt::format("{}: {} is there of several years, name one of them: {}", root.string(),
                            name, names_of(of_a_year)));
  if (!of_a_year.empty()) return of_a_year.front();
  if (name != "val") return std::nullopt;
  auto valid = of_that_name_or_folder(sets, "valid");
  return valid ? valid : of_that_name_or_folder(sets, "validation");
}

std::optional<CocoSet> chosen(const fs::path& root, const std::vector<CocoSet>& sets,
                              const std::optional<std::string>& name) {
  auto found = meant(root, sets, name.value_or("val"));
  if (!found && !name && sets.size() == 1) found = sets.front();
  return found;
}

[[noreturn]] void throw_no_sets(const fs::path& root) {
  const JsonWalk walk(root);
  std::vector<std::string> names;
  for (const auto& file : walk.files()) names.push_back(file.string());
  throw Error(fmt::format(
      "{}: no data set in COCO's format: no json file in it or below has \"images\", "
      "\"annotations\" and \"categories\" at its top ({}); data sets of other kinds are named by "
      "{}, in a training's configuration by data.kind",
      root.string(), names.empty() ? "there is no json" : "there is " + name_list(names),
      option_name("dataset")));
}

}  // namespace

std::vector<CocoSet> coco_sets(const fs::path& root) {
  std::vector<fs::path> found;
  std::size_t looked_into = 0;
  const JsonWalk walk(root);
  for (const auto& file : walk.files()) {
    const bool is_known = file.parent_path() == "annotations" && is_instances_file(file);
    if (is_known || (++looked_into <= kMostFiles && is_coco_json(root / file)))
      found.push_back(file);
  }
  if (looked_into > kMostFiles)
    note(
        fmt::format("{}: {} json files lie in this folder, of which the first {} were looked into "
                    "for a data set in COCO's format",
                    root.string(), looked_into, kMostFiles));
  return named(root, found);
}

CocoSet find_coco_set(const fs::path& root, const std::optional<std::string>& name) {
  if (const auto found = chosen(root, sets_of_instances(root), name)) return *found;
  const auto sets = coco_sets(root);
  if (sets.empty()) throw_no_sets(root);
  if (const auto found = chosen(root, sets, name)) return *found;
  if (name)
    throw Error(
        fmt::format("{}: no image set {}; there are: {}", root.string(), *name, names_of(sets)));
  throw Error(fmt::format("{}: there are several image sets, name one with {}: {}", root.string(),
                          option_name("image-set"), names_of(sets)));
}

}  // namespace panet
