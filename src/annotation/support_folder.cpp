#include "panet/annotation/support_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "annotation/annotation_names.h"
#include "annotation/class_folder.h"
#include "annotation/file_look.h"
#include "annotation/folder_content.h"
#include "annotation/json_origin.h"
#include "annotation/missing_annotation.h"
#include "base/folded_text.h"
#include "base/folder_entries.h"
#include "base/folder_of.h"
#include "base/name_list.h"
#include "base/natural_order.h"
#include "base/option_name.h"
#include "base/spelling.h"
#include "panet/base/error.h"

namespace panet {
namespace fs = std::filesystem;

namespace {

using Reason = PassedOver::Reason;

bool before(const fs::path& a, const fs::path& b) {
  return natural_less(a.native(), b.native());
}

// The boxes given elsewhere, each entry for one picture that must turn up.
class GivenBoxes {
 public:
  explicit GivenBoxes(const std::map<std::string, std::vector<Box>>& boxes) : left_(boxes) {}

  std::vector<Box> take(const std::string& class_name, const fs::path& picture) {
    const auto entry = left_.find(class_name + "/" + picture.string());
    if (entry == left_.end()) return {};
    if (entry->second.empty()) throw Error(fmt::format("{}: no box is given for it", entry->first));
    // cppcheck-suppress returnStdMoveLocal; what is moved lies in a node that ends here
    return std::move(left_.extract(entry).mapped());
  }

  void expect_all_taken(const fs::path& dir) const {
    if (left_.empty()) return;
    std::vector<std::string> names;
    for (const auto& [name, boxes] : left_) names.push_back(name);
    throw Error(fmt::format(
        "boxes are given for {}, but {} holds no such picture: name it as CLASS/FILE, for example "
        "cat/cat1.jpg",
        name_list(names), dir.string()));
  }

 private:
  std::map<std::string, std::vector<Box>> left_;
};

// What is told once all classes are read.
struct Remarks {
  std::vector<PassedOver> passed_over;
  std::vector<std::string> alike;  // pairs of pictures that one annotation could belong to
};

void add_alike(const fs::path& folder, const std::vector<fs::path>& pictures, Remarks& remarks) {
  std::map<std::string, fs::path> owners;
  for (const fs::path& picture : pictures) {
    const auto [owner, is_new] = owners.emplace(picture_stem(picture), picture);
    if (!is_new)
      remarks.alike.push_back(
          fmt::format("{} and {}", (folder / owner->second).string(), picture.string()));
  }
}

void expect_distinct_stems(const Remarks& remarks) {
  constexpr std::size_t kMostPairs = 10;
  if (remarks.alike.empty()) return;
  throw Error(fmt::format(
      "{} have the same name but for the ending, so an annotation could belong to either; rename "
      "or remove one, or, where it is the mask of the other, save it as PNG",
      name_list(remarks.alike, kMostPairs)));
}

// The annotation beside each picture, by the picture's stem.
std::map<std::string, fs::path> annotations_by_stem(
    const fs::path& folder, const std::vector<AnnotationFile>& annotations) {
  std::map<std::string, fs::path> by_stem;
  for (const AnnotationFile& annotation : annotations) {
    const auto [other, is_new] = by_stem.emplace(annotation.stem, annotation.file);
    if (!is_new)
      throw Error(fmt::format("{}: two annotations for one picture, {} and {}; keep one",
                              folder.string(), other->second.string(), annotation.file.string()));
  }
  return by_stem;
}

void add_passed_over(const fs::path& class_name, const FolderContent& content, Remarks& remarks) {
  for (const PassedOver& passed : content.passed_over)
    remarks.passed_over.push_back({class_name / passed.file, passed.reason, passed.words});
  for (const fs::path& folder : content.folders)
    remarks.passed_over.push_back(
        {class_name / folder, Reason::kNotLookedInto, "below the folder of a class"});
}

FolderContent content_of_class(const fs::path& folder) {
  FolderContent content = folder_content(folder);
  leave_out_sidecars(folder, content);
  std::sort(content.pictures.begin(), content.pictures.end(), before);
  return content;
}

// Pairs the pictures of one class with their annotations. Both fields of a picture that has none
// stay empty.
SupportClass read_class(const fs::path& folder, const FolderContent& content, GivenBoxes& given) {
  const std::string name = folder.filename().string();
  auto beside = annotations_by_stem(folder, content.annotations);
  SupportClass support{name, {}};
  for (const fs::path& picture : content.pictures) {
    AnnotatedPicture annotated{folder / picture, {}, given.take(name, picture)};
    if (const auto found = beside.extract(picture_stem(picture)))
      annotated.annotation = folder / found.mapped();
    if (!annotated.boxes.empty() && !annotated.annotation.empty())
      throw Error(fmt::format("{}: two annotations, the boxes given for it and {}; keep one",
                              annotated.picture.string(), annotated.annotation.string()));
    support.pictures.push_back(std::move(annotated));
  }
  expect_no_orphans(folder, content, beside);
  expect_pictures(folder, content);
  return support;
}

void expect_annotated(const std::vector<SupportClass>& classes) {
  std::vector<fs::path> bare;
  for (const SupportClass& support : classes) {
    for (const AnnotatedPicture& picture : support.pictures) {
      if (picture.annotation.empty() && picture.boxes.empty()) bare.push_back(picture.picture);
    }
  }
  if (bare.empty()) return;
  const std::vector<std::string> names(bare.begin(), bare.end());
  throw Error(fmt::format("{} without annotation: {}; looked beside {} for {}{}",
                          bare.size() == 1 ? "a picture" : fmt::format("{} pictures", bare.size()),
                          name_list(names), bare.front().filename().string(),
                          possible_annotations(bare.front()), likely_annotation(bare)));
}

void keep_shots(SupportClass& support, int shots) {
  if (support.pictures.size() < static_cast<std::size_t>(shots))
    throw Error(fmt::format("class {} has {} annotated pictures, fewer than the {} shots asked for",
                            support.name, support.pictures.size(), shots));
  support.pictures.resize(static_cast<std::size_t>(shots));
}

std::vector<fs::path> class_folders(const fs::path& dir, Remarks& remarks) {
  std::error_code failure;
  if (!fs::is_directory(dir, failure))
    throw Error(fmt::format("{}: {}; a folder DIR/CLASS/PICTURE is needed", dir.string(),
                            failure ? failure.message() : "not a folder"));
  FolderEntries entries = folder_entries(dir);
  if (entries.folders.empty()) {
    const auto pictures = folder_content(dir).pictures;
    throw Error(fmt::format(
        "{}: the folder has no class folder; {}", dir.string(),
        pictures.empty() ? "put pictures and annotations into DIR/CLASS/"
                         : fmt::format("move {} and its annotation into DIR/CLASS/, one folder for "
                                       "each class",
                                       pictures.front().string())));
  }
  for (const fs::path& file : entries.files)
    remarks.passed_over.push_back(
        look_at(dir / file).is_own
            ? PassedOver{file, Reason::kOwn, kWrittenByPanet}
            : PassedOver{file, Reason::kNotLookedInto, "beside the folders of the classes"});
  std::sort(entries.folders.begin(), entries.folders.end(), before);
  return entries.folders;
}

// Of the folders those listed, by another spelling where none has the name itself.
std::vector<fs::path> chosen(const std::vector<fs::path>& folders,
                             const std::vector<std::string>& only, const fs::path& dir) {
  if (only.empty()) return folders;
  const Names there(folders.begin(), folders.end()), listed(only.begin(), only.end());
  Names missing = without(listed, there);
  Names taken = without(listed, missing);
  for (const auto& [name, folder] : respelled(missing, without(there, listed))) {
    missing.erase(name);
    taken.insert(folder);
  }
  if (!missing.empty())
    throw Error(fmt::format("{}: no folder for {} of the classes listed: {}", dir.string(),
                            missing.size(), name_list({missing.begin(), missing.end()})));
  std::vector<fs::path> kept;
  std::copy_if(folders.begin(), folders.end(), std::back_inserter(kept),
               [&taken](const fs::path& folder) { return taken.contains(folder.string()); });
  return kept;
}

}  // namespace

std::vector<SupportClass> read_support_folder(const fs::path& dir,
                                              const SupportFolderOptions& options) {
  if (options.shots && *options.shots < 1)
    throw Error(fmt::format("{} shots: at least 1 is needed", *options.shots));
  GivenBoxes given(options.boxes);
  Remarks remarks;
  std::vector<SupportClass> classes;
  for (const fs::path& name : chosen(class_folders(dir, remarks), options.only, dir)) {
    const FolderContent content = content_of_class(dir / name);
    add_passed_over(name, content, remarks);
    if (holds_results_alone(content)) continue;
    add_alike(dir / name, content.pictures, remarks);
    classes.push_back(read_class(dir / name, content, given));
  }
  note_passed_over(dir, remarks.passed_over);
  if (classes.empty())
    throw Error(
        fmt::format("{}: no folder of a class holds more than what panet wrote", dir.string()));
  expect_distinct_stems(remarks);
  given.expect_all_taken(dir);
  expect_annotated(classes);
  if (options.shots) {
    for (SupportClass& support : classes) keep_shots(support, *options.shots);
  }
  return classes;
}

bool is_annotation_file(const fs::path& path) {
  if (annotation_by_ending(path)) return true;
  const fs::path folder = folder_of(path);
  std::error_code failure;
  if (!fs::is_directory(folder, failure)) return false;
  const auto annotations = folder_content(folder).annotations;
  return std::any_of(annotations.begin(), annotations.end(), [&](const AnnotationFile& annotation) {
    return annotation.file == path.filename();
  });
}

std::optional<int> LabelOptions::of(const std::string& class_name) const {
  auto own = by_class.find(class_name);
  if (own == by_class.end())
    own = std::find_if(by_class.begin(), by_class.end(), [&](const auto& label) {
      return folded_text(label.first) == folded_text(class_name);
    });
  return own != by_class.end() ? own->second : all;
}

void LabelOptions::expect_classes(const std::vector<std::string>& class_names) const {
  for (const auto& [name, label] : by_class) {
    if (std::ranges::find(class_names, folded_text(name), folded_text) == class_names.end())
      throw Error(fmt::format("{} {}={}: there is no class {}; there are {}", option_name("label"),
                              name, label, name, name_list(class_names)));
  }
}

Annotation read_annotation(const AnnotatedPicture& picture, PictureSize size,
                           const std::string& class_name, const LabelOptions& labels) {
  const fs::path& file = picture.annotation;
  if (file.empty()) return annotation_of_boxes(picture.boxes, size, picture.picture.string());
  const auto by_ending = annotation_by_ending(file);
  switch (by_ending ? by_ending->kind : AnnotationKind::kMask) {
    case AnnotationKind::kScribble:
      return read_scribble(file, size, labels.of(class_name));
    case AnnotationKind::kBoxes:
      return annotation_of_boxes(read_boxes(file), size, file.string());
    case AnnotationKind::kLabelme:
      expect_labelme(file);
      return read_labelme(file, size, class_name);
    case AnnotationKind::kMask:
      break;
  }
  return read_mask(file, size, labels.of(class_name));
}

}  // namespace panet
