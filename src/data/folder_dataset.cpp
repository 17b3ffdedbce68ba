#include "panet/data/folder_dataset.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "data/annotation_names.h"
#include "data/folder_entries.h"
#include "data/labelme_drawing.h"
#include "data/line_list.h"
#include "panet/file/error.h"
#include "panet/file/note.h"
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
PictureLabels labels_of(const std::map<int, Annotation>& annotations, PictureSize size) {
  PictureLabels labels = {.size = size};
  auto open = torch::zeros({size.height, size.width}, torch::kBool);
  auto foreground = torch::zeros_like(open);
  for (const auto& [class_id, annotation] : annotations) {
    labels.masks[class_id] = annotation.foreground;
    foreground |= annotation.foreground.ne(0);
    open |= (annotation.foreground | annotation.background).eq(0);
  }
  open &= foreground.logical_not();
  if (open.any().item<bool>()) labels.unlabelled = open.to(torch::kUInt8);
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

class FolderDataset : public Dataset {
 public:
  FolderDataset(std::vector<AnnotatedEntry> entries, std::vector<std::string> names,
                const std::vector<std::string>& class_names, LabelOptions label_options)
      : entries_(std::move(entries)), label_options_(std::move(label_options)) {
    picture_names_ = std::move(names);
    for (const auto& name : class_names)
      classes_.push_back({.id = static_cast<int>(classes_.size()) + 1, .name = name});
    for (std::size_t i = 0; i < entries_.size(); ++i)
      for (const int id : entries_[i].class_ids)
        classes_[static_cast<std::size_t>(id) - 1].pictures.push_back(i);
  }

  torch::Tensor picture(std::size_t index) const override {
    return decode_picture(entries_[index].files.picture);
  }

  PictureLabels labels(std::size_t index, PictureSize size) const override {
    const auto& entry = entries_[index];
    if (entry.class_ids.empty()) classes_in(entry.files.annotation);  // throws where it is broken
    std::map<int, Annotation> annotations;
    for (const int id : entry.class_ids) annotations[id] = annotation(index, id, size);
    return labels_of(annotations, size);
  }

  std::optional<Annotation> scribble(std::size_t index, int class_id,
                                     PictureSize size) const override {
    const auto kind = annotation_by_ending(entries_[index].files.annotation);
    if (!kind || kind->kind != AnnotationKind::scribble) return std::nullopt;
    return annotation(index, class_id, size);
  }

 private:
  Annotation annotation(std::size_t index, int class_id, PictureSize size) const {
    return read_annotation(entries_[index].files, size, class_of(class_id).name, label_options_);
  }

  std::vector<AnnotatedEntry> entries_;
  LabelOptions label_options_;
};

// ROOT/CLASS/PICTURE with annotations beside.
std::unique_ptr<Dataset> dataset_of_class_folders(const fs::path& root,
                                                  const DatasetOptions& options) {
  SupportFolderOptions folder_options;
  if (!options.class_list.empty()) folder_options.only = read_lines(options.class_list);
  std::vector<AnnotatedEntry> entries;
  std::vector<std::string> names, class_names;
  for (auto& support_class : read_support_folder(root, folder_options)) {
    class_names.push_back(support_class.name);
    for (auto& picture : support_class.pictures) {
      names.push_back(support_class.name + "/" + picture.picture.stem().string());
      entries.push_back({std::move(picture), {static_cast<int>(class_names.size())}});
    }
  }
  return std::make_unique<FolderDataset>(std::move(entries), std::move(names), class_names,
                                         options.labels);
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
                                                  const std::vector<AnnotationFile>& annotations,
                                                  const std::vector<fs::path>& pictures,
                                                  const DatasetOptions& options) {
  std::map<std::string, fs::path> picture_of_stem;
  for (const auto& picture : pictures) picture_of_stem.emplace(picture.stem().string(), picture);
  std::map<std::string, std::vector<std::size_t>> entries_of_class;
  std::vector<AnnotatedEntry> entries;
  std::vector<std::string> names;
  for (const auto& annotation : annotations) {
    const auto picture = picture_of_stem.find(annotation.stem);
    if (annotation.kind != AnnotationKind::labelme || picture == picture_of_stem.end()) continue;
    try {
      for (const auto& name : classes_in(root / annotation.file))
        entries_of_class[name].push_back(entries.size());
    } catch (const Error&) {
      if (!options.keep_broken) throw;
    }
    names.push_back(annotation.stem);
    entries.push_back({{root / picture->second, root / annotation.file, {}}, {}});
  }
  if (!options.class_list.empty()) keep_listed(entries_of_class, options.class_list);
  std::vector<std::string> class_names;
  for (const auto& [name, members] : entries_of_class) {
    class_names.push_back(name);
    for (const std::size_t i : members)
      entries[i].class_ids.push_back(static_cast<int>(class_names.size()));
  }
  if (class_names.empty())
    throw Error(
        fmt::format("{}: no labelme file beside a picture has a labelled shape", root.string()));
  return std::make_unique<FolderDataset>(std::move(entries), std::move(names), class_names,
                                         LabelOptions{});
}

}  // namespace

std::unique_ptr<Dataset> open_folder_dataset(const fs::path& root, const DatasetOptions& options) {
  if (fs::is_directory(root)) {
    const auto found = folder_entries(root);
    const auto [pictures, annotations] = tell_apart(found.files);
    const bool is_labelme = std::any_of(annotations.begin(), annotations.end(), [](const auto& a) {
      return a.kind == AnnotationKind::labelme;
    });
    if (found.folders.empty() && is_labelme)
      return dataset_of_labelme_files(root, annotations, pictures, options);
  }
  return dataset_of_class_folders(root, options);
}

}  // namespace panet
