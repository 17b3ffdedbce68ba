#include "data/labelme_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "data/annotation_names.h"
#include "data/coco_json.h"
#include "data/file_look.h"
#include "data/folder_content.h"
#include "data/folder_entries.h"
#include "data/json_origin.h"
#include "data/name_list.h"
#include "panet/file/note.h"

namespace panet {
namespace fs = std::filesystem;

namespace {

constexpr const char* kImages = "images";

FolderContent files_of(const fs::path& folder) {
  return fs::is_directory(folder) ? folder_content(folder) : FolderContent{};
}

// The pictures that annotations may belong to, below the folder: its own, then those of images/.
std::vector<fs::path> pictures_of(const fs::path& root, const std::vector<fs::path>& own) {
  auto pictures = own;
  for (const auto& file : files_of(root / kImages).pictures) pictures.push_back(kImages / file);
  return pictures;
}

std::map<std::string, fs::path> by_stem(const std::vector<fs::path>& pictures) {
  std::map<std::string, fs::path> found;
  for (const auto& picture : pictures) found.emplace(picture_stem(picture), picture);
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

// What is no picture there and in images/.
std::vector<PassedOver> passed_over_in(const fs::path& root, const FolderContent& content) {
  auto files = content.passed_over;
  for (const auto& below : files_of(root / kImages).passed_over)
    files.push_back({kImages / below.file, below.reason, below.words});
  return files;
}

// Why an annotation has no picture.
std::string without_picture(const fs::path& root, const AnnotationFile& annotation,
                            const std::vector<PassedOver>& passed_over) {
  for (const auto& [file, reason, words] : passed_over)
    if (reason == PassedOver::Reason::other_format && picture_stem(file) == annotation.stem)
      return fmt::format("{}: its picture {} is {}", (root / annotation.file).string(),
                         file.string(), in_words(look_at(root / file).kind));
  return fmt::format("{}: annotation without a picture: there is no picture {} beside it or in {}/",
                     (root / annotation.file).string(), annotation.stem, kImages);
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
  const auto content = files_of(root);
  const auto json = labelme_files(content.annotations);
  if (json.empty()) return false;
  const auto pictures = by_stem(pictures_of(root, content.pictures));
  return std::any_of(json.begin(), json.end(), [&](const AnnotationFile& one) {
    return pictures.contains(one.stem) && !is_coco_json(root / one.file);
  });
}

LabelmeFolder read_labelme_folder(const fs::path& root) {
  const auto content = files_of(root);
  const auto passed_over = passed_over_in(root, content);
  const auto all = pictures_of(root, content.pictures);
  auto pictures = by_stem(all);
  LabelmeFolder folder;
  std::vector<std::string> of_coco, sidecars;
  std::set<fs::path> annotated;
  for (const auto& annotation : labelme_files(content.annotations)) {
    const auto picture = pictures.find(annotation.stem);
    if (picture != pictures.end()) {
      annotated.insert(picture->second);
      folder.pictures.push_back({root / picture->second, root / annotation.file, {}});
    } else if (is_coco_json(root / annotation.file)) {
      of_coco.push_back(annotation.file.string());
    } else if (!json_origin(root / annotation.file).may_be_labelme) {
      sidecars.push_back(annotation.file.string());
    } else {
      folder.problems.push_back(without_picture(root, annotation, passed_over));
    }
  }
  for (const auto& picture : all)
    if (!annotated.contains(picture))
      folder.problems.push_back(fmt::format("{}: picture without annotation: there is no {}.json",
                                            (root / picture).string(), picture_stem(picture)));
  note_not_read(root, of_coco, "in COCO's format; --dataset coco reads it");
  note_not_read(root, sidecars, "json that is not labelme's");
  note_others(root, content.annotations);
  note_passed_over(root, passed_over);
  return folder;
}

}  // namespace panet
