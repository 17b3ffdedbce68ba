#include "dataset/folder_dataset.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "annotation/annotation_names.h"
#include "annotation/labelme_drawing.h"
#include "annotation/labelme_file.h"
#include "annotation/labelme_folder.h"
#include "base/folder_entries.h"
#include "base/line_list.h"
#include "base/parallel_progress.h"
#include "dataset/fss_folder.h"
#include "dataset/fss_mask.h"
#include "image/mask.h"
#include "panet/base/error.h"
#include "panet/base/note.h"
#include "panet/image/decode.h"

namespace panet {
namespace fs = std::filesystem;

namespace {

// A picture, and the classes that its annotation is about.
struct AnnotatedEntry {
  AnnotatedPicture files;
  std::vector<int> class_ids;
};

// A pixel is unlabelled where the annotation of some class leaves it open, unless it is the
// foreground of another.
PictureLabels labels_of(std::map<int, Annotation> annotations, PictureSize size) {
  PictureLabels labels = {.size = size};
  Mask open(size), foreground(size);
  for (auto& [class_id, annotation] : annotations) {
    foreground |= annotation.foreground;
    open |= ~(annotation.foreground | annotation.background);
    labels.masks[class_id] = std::move(annotation.foreground);
  }
  open &= ~foreground;
  if (any(open)) labels.unlabelled = std::move(open);
  return labels;
}

// The classes that a labelme file has shapes of.
std::vector<std::string> classes_in(const fs::path& file) {
  std::vector<std::string> names;
  for (const auto& shape : read_labelme_file(file).shapes) {
    if (is_background_label(shape.label)) continue;
    if (const auto remark = remark_on(shape); !remark.empty()) {
      note(fmt::format("{}: {}", file.string(), remark));
    } else {
      names.push_back(shape.label);
    }
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

// Pictures, each with the classes that its annotation is about.
struct FolderContent {
  std::vector<AnnotatedEntry> entries;
  std::vector<std::string> names, class_names, problems;

  void add_class(const SupportClass& one) {
    class_names.push_back(one.name);
    for (const auto& picture : one.pictures) {
      names.push_back(one.name + "/" + picture.picture.stem().string());
      entries.push_back({picture, {static_cast<int>(class_names.size())}});
    }
  }
};

class FolderDataset : public Dataset {
 public:
  FolderDataset(FolderContent content, LabelOptions label_options)
      : entries_(std::move(content.entries)), label_options_(std::move(label_options)) {
    picture_names_ = std::move(content.names);
    problems_ = std::move(content.problems);
    for (const auto& name : content.class_names)
      classes_.push_back({.id = static_cast<int>(classes_.size()) + 1, .name = name});
    for (std::size_t i = 0; i < entries_.size(); ++i)
      for (const int id : entries_[i].class_ids)
        classes_[static_cast<std::size_t>(id) - 1].pictures.push_back(i);
  }

  Picture picture(std::size_t index) const override {
    return decode_picture(entries_[index].files.picture);
  }

  PictureLabels labels(std::size_t index, PictureSize size) const override {
    const auto& entry = entries_[index];
    if (entry.class_ids.empty()) classes_in(entry.files.annotation);  // throws where it is broken
    std::map<int, Annotation> annotations;
    for (const int id : entry.class_ids) annotations[id] = annotation(index, id, size);
    return labels_of(std::move(annotations), size);
  }

  std::optional<Annotation> scribble(std::size_t index, int class_id,
                                     PictureSize size) const override {
    const auto kind = annotation_by_ending(entries_[index].files.annotation);
    if (!kind || kind->kind != AnnotationKind::kScribble) return std::nullopt;
    return annotation(index, class_id, size);
  }

 protected:
  virtual Annotation annotation(std::size_t index, int class_id, PictureSize size) const {
    return read_annotation(files(index), size, class_of(class_id).name, label_options_);
  }

  const AnnotatedPicture& files(std::size_t index) const { return entries_[index].files; }
  const std::vector<int>& class_ids(std::size_t index) const { return entries_[index].class_ids; }
  std::optional<int> label_of(int class_id) const {
    return label_options_.of(class_of(class_id).name);
  }

 private:
  std::vector<AnnotatedEntry> entries_;
  LabelOptions label_options_;
};

class FssDataset : public FolderDataset {
 public:
  FssDataset(FolderContent content, const DatasetOptions& options)
      : FolderDataset(std::move(content), options.labels) {
    if (!options.keep_broken) leave_out_unusable(options);
  }

 protected:
  Annotation annotation(std::size_t index, int class_id, PictureSize size) const override {
    return read_fss_mask(files(index).annotation, size, label_of(class_id));
  }

 private:
  // One odd file among thousands does not end an evaluation.
  void leave_out_unusable(const DatasetOptions& options) {
    std::vector<std::string> errors(picture_names_.size());
    parallel_with_progress(errors.size(), options.on_progress, [&](std::size_t i) {
      try {
        read_fss_mask(files(i).annotation, label_of(class_ids(i).front()));
      } catch (const Error& error) {
        errors[i] = error.what();
      }
    });
    note_left_out(errors);
    for (auto& one : classes_)
      std::erase_if(one.pictures, [&](std::size_t picture) { return !errors[picture].empty(); });
  }

  static void note_left_out(const std::vector<std::string>& errors) {
    constexpr std::ptrdiff_t kMostNotes = 10;
    std::ptrdiff_t count = 0;
    for (const auto& error : errors)
      if (!error.empty() && ++count <= kMostNotes)
        note(fmt::format("{}; the picture is left out", error));
    if (count > kMostNotes)
      note(
          fmt::format("{} more pictures are left out because of their masks; `panet data check` "
                      "lists all",
                      count - kMostNotes));
  }
};

std::vector<std::string> listed_classes(const DatasetOptions& options) {
  return options.class_list.empty() ? std::vector<std::string>() : read_lines(options.class_list);
}

// Told by a check, or noted in short.
std::vector<std::string> kept_or_noted(std::vector<std::string> problems, const fs::path& root,
                                       const DatasetOptions& options) {
  if (problems.empty() || options.keep_broken) return problems;
  note(
      fmt::format("{}: {} file(s) are left out, as `panet data check` tells; the first of them: {}",
                  root.string(), problems.size(), problems.front()));
  return {};
}

// ROOT/CLASS/PICTURE with annotations beside.
std::unique_ptr<Dataset> dataset_of_class_folders(const fs::path& root,
                                                  const DatasetOptions& options) {
  FolderContent content;
  for (const auto& one : read_support_folder(root, {.only = listed_classes(options)}))
    content.add_class(one);
  return std::make_unique<FolderDataset>(std::move(content), options.labels);
}

// Leaves the classes of the list alone.
void keep_listed(std::map<std::string, std::vector<std::size_t>>& entries_of_class,
                 const fs::path& class_list) {
  std::map<std::string, std::vector<std::size_t>> listed;
  for (const auto& name : read_lines(class_list)) {
    auto found = entries_of_class.extract(plain_label(name));
    if (found.empty())
      throw Error(fmt::format("{}: no shape is labelled {}", class_list.string(), name));
    listed.insert(std::move(found));
  }
  entries_of_class = std::move(listed);
}

// ROOT/PICTURE with ROOT/STEM.json beside, as labelme leaves them; a picture may hold many classes.
std::unique_ptr<Dataset> dataset_of_labelme_files(const fs::path& root,
                                                  const DatasetOptions& options) {
  auto folder = read_labelme_folder(root);
  std::map<std::string, std::vector<std::size_t>> entries_of_class;
  FolderContent content;
  for (auto& picture : folder.pictures) {
    try {
      for (const auto& name : classes_in(picture.annotation))
        entries_of_class[name].push_back(content.entries.size());
    } catch (const Error&) {
      if (!options.keep_broken) throw;
    }
    content.names.push_back(picture.annotation.stem().string());
    content.entries.push_back({std::move(picture), {}});
  }
  if (!options.class_list.empty()) keep_listed(entries_of_class, options.class_list);
  for (const auto& [name, members] : entries_of_class) {
    content.class_names.push_back(name);
    for (const std::size_t i : members)
      content.entries[i].class_ids.push_back(static_cast<int>(content.class_names.size()));
  }
  if (content.class_names.empty())
    throw Error(
        fmt::format("{}: no labelme file beside a picture has a labelled shape", root.string()));
  content.problems = kept_or_noted(std::move(folder.problems), root, options);
  return std::make_unique<FolderDataset>(std::move(content), LabelOptions{});
}

// Files of labelme without a picture, and no class folders that could be meant.
bool holds_labelme_files_alone(const fs::path& root) {
  const auto found = folder_entries(root);
  const auto annotations = tell_apart(found.files).annotations;
  return found.folders.empty() && std::any_of(annotations.begin(), annotations.end(), [](auto& a) {
           return a.kind == AnnotationKind::kLabelme;
         });
}

}  // namespace

std::unique_ptr<Dataset> open_folder_dataset(const fs::path& root, const DatasetOptions& options) {
  if (fs::is_directory(root) && (is_labelme_folder(root) || holds_labelme_files_alone(root)))
    return dataset_of_labelme_files(root, options);
  return dataset_of_class_folders(root, options);
}

std::unique_ptr<Dataset> open_fss_dataset(const fs::path& root, const DatasetOptions& options) {
  auto found = read_fss_folder(root, listed_classes(options));
  FolderContent content;
  for (const auto& one : found.classes) content.add_class(one);
  content.problems = kept_or_noted(std::move(found.problems), root, options);
  return std::make_unique<FssDataset>(std::move(content), options);
}

}  // namespace panet
