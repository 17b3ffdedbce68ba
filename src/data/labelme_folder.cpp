#include "data/labelme_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "data/annotation_names.h"
#include "data/coco_json.h"
#include "data/folder_entries.h"
#include "data/name_list.h"
#include "panet/file/note.h"

namespace panet {
namespace fs = std::filesystem;

namespace {

constexpr const char* kImages = "images";

PicturesAndAnnotations files_of(const fs::path& folder) {
  if (!fs::is_directory(folder)) return {};
  return tell_apart(folder_entries(folder).files);
}

// The pictures that annotations may belong to, below the folder: its own, then those of images/.
std::vector<fs::path> pictures_of(const fs::path& root, const std::vector<fs::path>& own) {
  auto pictures = own;
  for (const auto& file : files_of(root / kImages).pictures) pictures.push_back(kImages / file);
  return pictures;
}

std::map<std::string, fs::path> by_stem(const std::vector<fs::path>& pictures) {
  std::map<std::string, fs::path> found;
  for (const auto& picture : pictures) found.emplace(picture.stem().string(), picture);
  return found;
}

std::vector<AnnotationFile> labelme_files(const std::vector<AnnotationFile>& annotations) {
  std::vector<AnnotationFile> found;
  std::copy_if(annotations.begin(), annotations.end(), std::back_inserter(found),
               [](const auto& one) { return one.kind == AnnotationKind::labelme; });
  return found;
}

void note_not_read(const fs::path& root, const std::vector<std::string>& names, const char* why) {
  if (names.empty()) return;
  note(fmt::format("{}: {} not read: {}; {}", root.string(), names.size() == 1 ? "is" : "are",
                   name_list(names), why));
}

// What a labelme folder may hold besides, none of which is of it.
void note_others(const fs::path& root, const std::vector<AnnotationFile>& annotations) {
  std::vector<std::string> others, folders;
  for (const auto& annotation : annotations)
    if (annotation.kind != AnnotationKind::labelme) others.push_back(annotation.file.string());
  note_not_read(root, others, "of a folder of labelme's files only these are");
  for (const auto& folder : folder_entries(root).folders)
    if (folder != kImages && !files_of(root / folder).pictures.empty())
      folders.push_back(folder.string() + "/");
  note_not_read(root, folders,
                "the folder's own pictures have labelme's files, and only these are its data set");
}

}  // namespace

bool is_labelme_folder(const fs::path& root) {
  const auto [own, annotations] = files_of(root);
  const auto json = labelme_files(annotations);
  if (json.empty()) return false;
  const auto pictures = by_stem(pictures_of(root, own));
  return std::any_of(json.begin(), json.end(), [&](const AnnotationFile& one) {
    return pictures.contains(one.stem) && !is_coco_json(root / one.file);
  });
}

LabelmeFolder read_labelme_folder(const fs::path& root) {
  const auto [own, annotations] = files_of(root);
  const auto all = pictures_of(root, own);
  auto pictures = by_stem(all);
  LabelmeFolder folder;
  std::vector<std::string> of_coco;
  std::set<fs::path> annotated;
  for (const auto& annotation : labelme_files(annotations)) {
    const auto picture = pictures.find(annotation.stem);
    if (picture != pictures.end()) {
      annotated.insert(picture->second);
      folder.pictures.push_back({root / picture->second, root / annotation.file, {}});
    } else if (is_coco_json(root / annotation.file)) {
      of_coco.push_back(annotation.file.string());
    } else {
      folder.problems.push_back(fmt::format(
          "{}: annotation without a picture: there is no picture {} beside it or in {}/",
          (root / annotation.file).string(), annotation.stem, kImages));
    }
  }
  for (const auto& picture : all)
    if (!annotated.contains(picture))
      folder.problems.push_back(fmt::format("{}: picture without annotation: there is no {}.json",
                                            (root / picture).string(), picture.stem().string()));
  note_not_read(root, of_coco, "in COCO's format; --dataset coco reads it");
  note_others(root, annotations);
  return folder;
}

}  // namespace panet
