#include "dataset/coco_pictures.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/folded_text.h"
#include "base/folder_entries.h"
#include "base/name_list.h"
#include "panet/base/note.h"

namespace panet {
namespace fs = std::filesystem;

namespace {

constexpr int kDeepest = 8;
constexpr std::size_t kMostFiles = 1'000'000;

// A name as it stands and, where that is another, with Windows' separators as ours.
std::vector<fs::path> spellings(const std::string& name) {
  const fs::path as_it_stands(name), slashed = slashed_name(name);
  if (as_it_stands == slashed) return {slashed};
  return {as_it_stands, slashed};
}

std::vector<std::string> folded_backwards(const fs::path& path) {
  std::vector<std::string> components;
  for (const auto& component : path) components.push_back(folded_text(component.native()));
  std::reverse(components.begin(), components.end());
  return components;
}

std::ptrdiff_t common_length(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin();
}

// The folders where pictures may lie, the likeliest first: from the folder above the json's, which
// an archive may have been unpacked to, then from ROOT.
std::vector<fs::path> likely_folders(const CocoSet& set) {
  const fs::path beside = set.file.parent_path(), above = beside.parent_path();
  std::vector<fs::path> folders;
  const auto add = [&](const fs::path& folder) {
    if (std::find(folders.begin(), folders.end(), folder) == folders.end())
      folders.push_back(folder);
  };
  for (const auto& from : {beside.empty() ? beside : above, fs::path()}) {
    add(from / set.name);
    add(from / "images" / set.name);
    if (from != fs::path()) add(beside);
    add(from / "images");
    add(from / "data");
    add(from);
  }
  add(beside / "images");
  add(beside);
  return folders;
}

}  // namespace

bool FolderFiles::contains(const fs::path& file) {
  const auto folder = file.parent_path();
  const auto [names, is_new] = names_in_.try_emplace(folder.string());
  if (is_new) {
    // The type of most entries is known without a look at them.
    std::error_code failure;
    for (fs::directory_iterator next(folder, failure), end; !failure && next != end;
         next.increment(failure))
      if (std::error_code gone; next->is_regular_file(gone))
        names->second.insert(next->path().filename().string());
  }
  return names->second.contains(file.filename().string());
}

CocoPictures::CocoPictures(fs::path root, CocoSet set)
    : root_(std::move(root)), set_(std::move(set)), folders_(likely_folders(set_)) {}

fs::path CocoPictures::as_it_stands(const CocoPicture& picture) {
  for (const auto& name : spellings(picture.file_name))
    for (const auto& folder : folders_)
      if (auto file = (folder / name).lexically_normal(); there_.contains(root_ / file))
        return file;
  return {};
}

std::vector<fs::path> CocoPictures::find(
    const std::vector<CocoPicture>& pictures,
    const std::function<void(std::size_t, std::size_t)>& on_progress) {
  std::vector<fs::path> files;
  for (const auto& picture : pictures) {
    files.push_back(as_it_stands(picture));
    on_progress(files.size(), pictures.size());
  }
  if (std::any_of(files.begin(), files.end(), [](const auto& file) { return file.empty(); }))
    find_by_name(pictures, files);
  return files;
}

// A file is one picture's only: what two names would be taken for is neither's.
void CocoPictures::find_by_name(const std::vector<CocoPicture>& pictures,
                                std::vector<fs::path>& files) {
  list_all();
  std::map<fs::path, std::vector<std::size_t>> takers;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (!files[i].empty()) {
      takers[files[i]].push_back(i);
    } else if (const auto fit = fitting(pictures[i]); fit.size() == 1) {
      takers[fit.front()].push_back(i);
    }
  }
  std::vector<std::string> found;
  for (const auto& [file, indices] : takers) {
    if (indices.size() > 1 || !files[indices.front()].empty()) continue;
    files[indices.front()] = file;
    found.push_back(
        fmt::format("\"{}\" is {}", pictures[indices.front()].file_name, file.string()));
  }
  if (!found.empty())
    note(fmt::format(
        "{}: {} picture(s) lie elsewhere below {} than \"file_name\" says, or are "
        "spelled otherwise, and are taken by their names: {}",
        (root_ / set_.file).string(), found.size(), root_.string(), name_list(found, 3)));
}

// Links to other folders are followed only where pictures are looked for anyhow: a stranger's link
// may lead anywhere.
void CocoPictures::list_all() {
  for (const auto& other : coco_sets(root_))
    if (other.file != set_.file) of_other_sets_.insert(folded_text(other.name));
  of_other_sets_.erase(folded_text(set_.name));
  std::unordered_set<std::string> entered;
  list_below({}, 0, entered);
  for (const auto& folder : folders_) list_below(folder, 0, entered);
  if (listed_ > kMostFiles) by_name_.clear();  // one of a name could not be told from one of many
}

void CocoPictures::list_below(const fs::path& below, int depth,
                              std::unordered_set<std::string>& entered) {
  const fs::path folder = below.empty() ? root_ : root_ / below;
  std::error_code failure;
  if (!fs::is_directory(folder, failure) || depth > kDeepest || listed_ > kMostFiles) return;
  const auto itself = fs::canonical(folder, failure);
  if (failure || !entered.insert(itself.string()).second) return;
  const auto entries = folder_entries(folder);
  listed_ += entries.files.size();
  for (const auto& name : entries.files)
    by_name_[folded_text(name.native())].push_back({below / name, folded_backwards(below / name)});
  for (const auto& name : entries.folders)
    if (!of_other_sets_.contains(folded_text(name.native())) && !fs::is_symlink(folder / name))
      list_below(below / name, depth + 1, entered);
}

// The files whose last components are a picture's, as many of them as any file's are.
std::vector<fs::path> CocoPictures::fitting(const CocoPicture& picture) const {
  const auto wanted = folded_backwards(slashed_name(picture.file_name));
  const auto same_name = by_name_.find(wanted.front());
  if (same_name == by_name_.end()) return {};
  std::ptrdiff_t longest = 0;
  std::vector<fs::path> fit;
  for (const auto& listed : same_name->second) {
    const auto length = common_length(wanted, listed.backwards);
    if (length > longest) fit.clear();
    if (length >= longest) fit.push_back(listed.file);
    longest = std::max(longest, length);
  }
  return fit;
}

std::string CocoPictures::where_looked(const CocoPicture& picture) const {
  std::vector<std::string> places, several;
  for (const auto& folder : folders_)
    places.push_back((folder / slashed_name(picture.file_name)).lexically_normal().string());
  for (const auto& file : fitting(picture)) several.push_back(file.string());
  const auto text = fmt::format("{}: looked for {} in {}", picture.file_name,
                                name_list(places, places.size()), root_.string());
  if (several.empty()) return text + ", and for a file of its name in the folders below";
  return fmt::format("{}; there by its name are {}, but which is meant cannot be told", text,
                     name_list(several));
}

}  // namespace panet
