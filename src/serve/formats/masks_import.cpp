#include <fmt/format.h>

#include <map>
#include <set>

#include "annotation/annotation_names.h"
#include "annotation/folder_content.h"
#include "annotation/labelme_file.h"
#include "base/error_context.h"
#include "base/lies_below.h"
#include "image/extension.h"
#include "image/mask.h"
#include "panet/annotation/support_folder.h"
#include "serve/formats/class_names.h"
#include "serve/formats/import_target.h"
#include "serve/formats/mask_mark.h"

namespace panet::serve {
namespace {

namespace fs = std::filesystem;

// What leaves nothing open was painted exactly.
Painting painting_from(const Annotation& annotation) {
  return annotation.background == ~annotation.foreground ? painting_of(annotation.foreground)
                                                         : painting_of_strokes(annotation);
}

enum class Folders { kMayBeClasses, kAreClasses };

// The annotations of one folder.
class FolderImport {
 public:
  FolderImport(ImportTarget& target, fs::path root, fs::path folder, Folders folders)
      : target_(target), root_(std::move(root)), folder_(std::move(folder)), folders_(folders) {}

  void run() {
    FolderContent content = folder_content(root_ / folder_);
    leave_out_sidecars(root_ / folder_, content);
    for (const AnnotationFile& annotation : content.annotations)
      target_.attempt((folder_ / annotation.file).string(), [&] { import(annotation); });
    std::set<std::string> annotated;
    for (const AnnotationFile& annotation : content.annotations) annotated.insert(annotation.stem);
    for (const fs::path& file : content.pictures)
      if (lowercase_extension(file) == ".png" && !annotated.contains(picture_stem(file)))
        target_.attempt((folder_ / file).string(), [&] { import_alone(file); });
  }

 private:
  void import(const AnnotationFile& annotation) {
    target_.expect_within_reach(root_ / folder_ / annotation.file);
    const auto picture = picture_of(annotation);
    if (!picture) throw Error("no picture of the project, or several, have its name");
    const PictureSize size = target_.size_of(*picture);
    if (annotation.kind == AnnotationKind::kLabelme)
      import_labelme(annotation, *picture, size);
    else
      take(*picture, class_of_folder(), annotation, size);
  }

  // What an exported mask says, else by its name, which may have the picture's ending in it.
  std::optional<PictureId> picture_of(const AnnotationFile& annotation) const {
    const PictureNames& names = target_.names();
    if (const auto mark = mask_mark_in(root_ / folder_ / annotation.file))
      if (const auto whole = names.find_whole(mark->picture)) return whole;
    const auto by_stem = names.find_stem(folder_ / annotation.stem);
    return by_stem ? by_stem : names.find(folder_ / annotation.stem);
  }

  // A PNG that nothing beside it belongs to: a mask that was exported from here, or one of a
  // picture elsewhere that has its name; or that picture itself.
  void import_alone(const fs::path& file) {
    const fs::path whole = root_ / folder_ / file;
    if (const auto mark = mask_mark_in(whole)) return import_marked(file, *mark);
    const AnnotationFile mask = {
        .file = file, .stem = picture_stem(file), .kind = AnnotationKind::kMask};
    const auto picture = picture_of(mask);
    const bool is_itself = picture ? is_file_of(*picture, whole) : is_listed(whole);
    if (!is_itself) import(mask);
  }

  bool is_file_of(PictureId picture, const fs::path& file) const {
    std::error_code failure;
    return fs::equivalent(target_.project().file_of(picture), file, failure);
  }

  bool is_listed(const fs::path& file) const {
    const auto real = fs::weakly_canonical(file);
    return lies_below(real, target_.project().photos()) &&
           target_.project().find(real.lexically_relative(target_.project().photos()).string());
  }

  // A mask that was exported from here.
  void import_marked(const fs::path& file, const MaskMark& mark) {
    target_.expect_within_reach(root_ / folder_ / file);
    const auto picture = target_.names().find(mark.picture);
    if (!picture) throw Error("no picture of the project, or several, have its name");
    const PictureSize size = target_.size_of(*picture);
    const Annotation mask = read_mask(root_ / folder_ / file, size);
    target_.take(*picture, class_named(target_.project(), mark.class_name), painting_from(mask));
  }

  // By the folder's name where that is a class's, or where it is a folder of annotations alone.
  ClassId class_of_folder() {
    if (folders_ == Folders::kAreClasses && !folder_.empty())
      return class_named(target_.project(), folder_.begin()->string());
    const std::string name = folder_.filename().string();
    if (const auto known = find_class(target_.project(), name); known && !name.empty())
      return *known;
    if (!name.empty() && !target_.names().has_folder(folder_))
      return class_named(target_.project(), name);
    const auto classes = target_.project().classes();
    if (classes.size() == 1) return classes.front().id;
    throw Error(
        "of which class it is is not told; lay it into a folder of the class's name, or make the "
        "one class that it is of first");
  }

  void import_labelme(const AnnotationFile& annotation, PictureId picture, PictureSize size) {
    const fs::path file = root_ / folder_ / annotation.file;
    std::map<std::string, std::string> labels;
    for (const LabelmeShape& shape : read_labelme_file(file).shapes)
      if (!is_background_label(shape.label)) labels.emplace(shape.label, shape.written);
    if (labels.empty()) throw Error("it has no shape of a class");
    for (const auto& entry : labels) {
      const std::string& label = entry.second;
      target_.attempt(fmt::format("{} ({})", (folder_ / annotation.file).string(), label), [&] {
        const Annotation read = read_labelme(file, size, label);
        target_.take(picture, class_named(target_.project(), label), painting_from(read));
      });
    }
  }

  void take(PictureId picture, ClassId class_id, const AnnotationFile& annotation,
            PictureSize size) {
    const AnnotatedPicture annotated{.picture = target_.project().file_of(picture),
                                     .annotation = root_ / folder_ / annotation.file,
                                     .boxes = {}};
    target_.take(picture, class_id, painting_from(read_annotation(annotated, size, "")));
  }

  ImportTarget& target_;
  fs::path root_, folder_;
  Folders folders_;
};

void import_folders(ImportTarget& target, const fs::path& root, Folders folders) {
  target.walk(root,
              [&](const fs::path& below) { FolderImport(target, root, below, folders).run(); });
}

}  // namespace

void import_masks(ImportTarget& target, const fs::path& folder) {
  import_folders(target, folder, Folders::kMayBeClasses);
}

void import_classes(ImportTarget& target, const fs::path& folder) {
  import_folders(target, folder, Folders::kAreClasses);
}

}  // namespace panet::serve
