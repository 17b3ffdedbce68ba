#include "serve/formats/picture_names.h"

#include <algorithm>
#include <limits>

#include "annotation/annotation_names.h"

namespace panet::serve {

namespace fs = std::filesystem;

namespace {

std::string flat(std::string name) {
  std::ranges::replace(name, '/', '_');
  return name;
}

}  // namespace

PictureNames::PictureNames(const Project& project) {
  for (const auto& row :
       project.pictures({.limit = std::numeric_limits<int64_t>::max()}).pictures) {
    const fs::path name(row.name);
    const std::string last = name.filename().string(), stem = picture_stem(name.filename());
    add(names_, row.name, row.id);
    add(last_names_, last, row.id);
    add(stems_, (name.parent_path() / stem).string(), row.id);
    add(last_stems_, stem, row.id);
    add(flat_stems_, flat((name.parent_path() / stem).string()), row.id);
    add(folders_, name.parent_path().string(), row.id);
  }
}

void PictureNames::add(Ids& ids, const std::string& name, PictureId id) {
  const auto [place, is_new] = ids.emplace(name, id);
  if (!is_new) place->second = 0;
}

std::optional<PictureId> PictureNames::found(const Ids& whole, const Ids& last,
                                             const fs::path& name) {
  const auto by_whole = whole.find(name.string());
  if (by_whole != whole.end() && by_whole->second != 0) return by_whole->second;
  const auto by_last = last.find(name.filename().string());
  if (by_last != last.end() && by_last->second != 0) return by_last->second;
  return std::nullopt;
}

std::optional<PictureId> PictureNames::find(const fs::path& name) const {
  return found(names_, last_names_, name);
}

std::optional<PictureId> PictureNames::find_stem(const fs::path& stem) const {
  if (const auto known = found(stems_, last_stems_, stem)) return known;
  const auto flat = flat_stems_.find(stem.filename().string());
  return flat != flat_stems_.end() && flat->second != 0 ? std::optional(flat->second)
                                                        : std::nullopt;
}

bool PictureNames::has_folder(const fs::path& folder) const {
  return folders_.contains(folder.string());
}

}  // namespace panet::serve
