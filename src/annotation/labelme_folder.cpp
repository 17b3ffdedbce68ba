#include "annotation/labelme_folder.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <map>
#include <set>

#include "annotation/annotation_names.h"
#include "annotation/coco_json.h"
#include "annotation/file_look.h"
#include "annotation/folder_content.h"
#include "annotation/json_origin.h"
#include "base/folder_entries.h"
#include "base/name_list.h"
#include "base/option_name.h"
#include "panet/base/note.h"

namespace panet {
namespace fs = std::filesystem;

namespace {

constexpr const char* kImages = "images";
constexpr std::uintmax_t kMostBytes = std::uintmax_t{1} << 28;

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
               [](const auto& one) { return one.kind == AnnotationKind::kLabelme; });
  return found;
}

// As labelme saves a picture in which nothing was drawn. What is broken is told when it is read.
bool has_no_shapes(const fs::path& json) {
  std::error_code failure;
  if (fs::file_size(json, failure) > kMostBytes || failure) return false;
  simdjson::padded_string text;
  simdjson::ondemand::parser parser;
  simdjson::ondemand::document document;
  simdjson::ondemand::array shapes;
  std::size_t count = 0;
  const bool is_read = !simdjson::padded_string::load(json.string()).get(text) &&
                       !parser.iterate(text).get(document) &&
                       !document["shapes"].get_array().get(shapes) &&
                       !shapes.count_elements().get(count);
  return is_read && count == 0;
}

void note_not_read(const fs::path& root, const std::vector<std::string>& names,
                   const std::string& why) {
  if (!names.empty())
    note(fmt::format("{}: not read: {}; {}", root.string(), name_list(names), why));
}

// What is no picture there and in images/.
std::vector<PassedOver> passed_over_in(const fs::path& root, const FolderContent& content) {
  auto files = content.passed_over;
  for (const auto& below : files_of(root / kImages).passed_over)
    files.push_back({kImages / below.file, below.reason, below.words});
  return files;
}

// Why an annotation has no picture.
std::string why_alone(const fs::path& root, const AnnotationFile& annotation,
                      const std::vector<PassedOver>& passed_over) {
  for (const auto& [file, reason, words] : passed_over)
    if (reason == PassedOver::Reason::kOtherFormat && picture_stem(file) == annotation.stem)
      return fmt::format("its picture {} is {}", file.string(),
                         in_words(look_at(root / file).kind));
  return fmt::format("annotation without a picture: there is no picture {} beside it or in {}/",
                     annotation.stem, kImages);
}

// What a labelme folder may hold besides, none of which is of it.
void note_others(const fs::path& root, const std::vector<AnnotationFile>& annotations) {
  std::vector<std::string> others, folders;
  for (const auto& annotation : annotations)
    if (annotation.kind != AnnotationKind::kLabelme) others.push_back(annotation.file.string());
  note_not_read(root, others, "in a folder of labelme's files only these count");
  for (const auto& folder : folder_entries(root).folders)
    if (folder != kImages && !files_of(root / folder).pictures.empty())
      folders.push_back(folder.string() + "/");
  note_not_read(root, folders,
                "the data set is the folder's own pictures, which have labelme's files");
}

// Pairs annotations and pictures, and collects what stands alone.
class Reader {
 public:
  Reader(fs::path root, const std::vector<fs::path>& pictures, std::vector<PassedOver> passed_over)
      : root_(std::move(root)),
        picture_of_(by_stem(pictures)),
        passed_over_(std::move(passed_over)) {}

  void take(const AnnotationFile& annotation) {
    const auto picture = picture_of_.find(annotation.stem);
    if (picture == picture_of_.end()) return take_alone(annotation);
    annotated_.insert(picture->second);
    const auto json = root_ / annotation.file;
    if (has_no_shapes(json)) return problem(json, "no shapes; draw them and save again");
    result_.pictures.push_back({root_ / picture->second, json, {}});
  }

  void expect_annotation(const fs::path& picture) {
    if (annotated_.contains(picture)) return;
    const auto stem = picture_stem(picture);
    const auto first = picture_of_.at(stem);
    problem(root_ / picture,
            first == picture
                ? fmt::format("picture without annotation: there is no {}.json", stem)
                : fmt::format("of the same name as {}, which comes first", first.string()));
  }

  LabelmeFolder result() && {
    note_not_read(root_, of_coco_,
                  fmt::format("in COCO's format; {} coco reads it", option_name("dataset")));
    note_not_read(root_, of_others_, "json that is not labelme's");
    return std::move(result_);
  }

 private:
  void take_alone(const AnnotationFile& annotation) {
    const auto json = root_ / annotation.file;
    if (is_coco_json(json)) return of_coco_.push_back(annotation.file.string());
    if (!json_origin(json).may_be_labelme) return of_others_.push_back(annotation.file.string());
    problem(json, why_alone(root_, annotation, passed_over_));
  }

  void problem(const fs::path& file, const std::string& what) {
    result_.problems.push_back(file.string() + ": " + what);
  }

  fs::path root_;
  std::map<std::string, fs::path> picture_of_;
  std::set<fs::path> annotated_;
  std::vector<PassedOver> passed_over_;
  std::vector<std::string> of_coco_, of_others_;
  LabelmeFolder result_;
};

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
  const auto pictures = pictures_of(root, content.pictures);
  Reader reader(root, pictures, passed_over);
  for (const auto& annotation : labelme_files(content.annotations)) reader.take(annotation);
  for (const auto& picture : pictures) reader.expect_annotation(picture);
  auto folder = std::move(reader).result();
  note_others(root, content.annotations);
  note_passed_over(root, passed_over);
  return folder;
}

}  // namespace panet
