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

std::optional<PictureId> PictureNames::found(const Ids& ids, const std::string& name) {
  const auto place = ids.find(name);
  return place != ids.end() && place->second != 0 ? std::optional(place->second) : std::nullopt;
}

std::optional<PictureId> PictureNames::found(const Ids& whole, const Ids& last,
                                             const fs::path& name) {
  const auto by_whole = found(whole, name.string());
  return by_whole ? by_whole : found(last, name.filename().string());
}

std::optional<PictureId> PictureNames::find_whole(const fs::path& name) const {
  return found(names_, name.string());
}

std::optional<PictureId> PictureNames::find(const fs::path& name) const {
  return found(names_, last_names_, name);
}

std::optional<PictureId> PictureNames::find_stem(const fs::path& stem) const {
  if (const auto known = found(stems_, last_stems_, stem)) return known;
  return found(flat_stems_, stem.filename().string());
}

bool PictureNames::has_folder(const fs::path& folder) const {
  return folders_.contains(folder.string());
}

}  // namespace panet::serve
