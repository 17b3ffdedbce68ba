#include "serve/formats/export_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <set>

#include "annotation/annotation_names.h"
#include "base/utf8_name.h"
#include "image/mask.h"

namespace panet::serve {
namespace {

namespace fs = std::filesystem;

bool is_decided(Status status) {
  return status == Status::kAccepted || status == Status::kMended || status == Status::kEmpty;
}

bool is_exported(const PictureRow& row, bool all) {
  if (!row.size || row.status == Status::kFailed) return false;
  return is_decided(row.status) || (all && row.status != Status::kTodo);
}

// Names of files that are made of pictures: a.jpg gives a, and a.png beside it a.png.
class Stems {
 public:
  std::string take(const std::string& name) {
    std::string stem = stem_of(name);
    if (!taken_.insert(stem).second) stem = name;
    for (int number = 2; stem == name && !taken_.insert(stem).second; ++number)
      stem = fmt::format("{} ({})", name, number);
    return stem;
  }

 private:
  std::set<std::string> taken_;
};

}  // namespace

std::string stem_of(const std::string& picture) {
  const fs::path path(picture);
  return (path.parent_path() / picture_stem(path.filename())).string();
}

ExportSource::ExportSource(const Project& project, bool all)
    : project_(project), all_(all), classes_(project.classes()) {
  Stems stems;
  for (const auto& row :
       project.pictures({.limit = std::numeric_limits<int64_t>::max()}).pictures) {
    if (!is_exported(row, all)) continue;
    project.file_of(row.id);  // a name that leads out of the folder would lead out of an archive
    const std::string name = utf8_name(row.name);
    pictures_.push_back({.id = row.id,
                         .name = name,
                         .stem = stems.take(name),
                         .size = *row.size,
                         .is_decided = is_decided(row.status)});
  }
}

std::size_t ExportSource::label_of(ClassId class_id) const {
  const auto found = std::ranges::find(classes_, class_id, &ClassRow::id);
  return found == classes_.end() ? 0 : static_cast<std::size_t>(found - classes_.begin()) + 1;
}

std::vector<ExportedMask> ExportSource::masks(const ExportedPicture& picture) const {
  std::vector<ExportedMask> masks;
  for (auto& standing : project_.masks(picture.id)) {
    const std::size_t label = label_of(standing.class_id);
    const Origin origin = standing.origin.value_or(Origin::kProgram);
    if (label == 0 || (origin == Origin::kProgram && !all_)) continue;
    if (standing.mask.dimensions() != picture.size || !any(standing.mask)) continue;
    masks.push_back({.label = label,
                     .origin = origin,
                     .mask = std::move(standing.mask),
                     .added = project_.added(picture.id, standing.class_id),
                     .lines = std::move(standing.lines)});
  }
  return masks;
}

}  // namespace panet::serve
