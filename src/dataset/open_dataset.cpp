#include "panet/dataset/open_dataset.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "annotation/annotation_names.h"
#include "annotation/labelme_folder.h"
#include "base/folder_entries.h"
#include "base/is_there.h"
#include "base/option_name.h"
#include "base/own_file.h"
#include "dataset/coco_dataset.h"
#include "dataset/coco_sets.h"
#include "dataset/folder_dataset.h"
#include "dataset/voc_dataset.h"
#include "panet/base/error.h"

namespace panet {
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kCocoClasses = 80;  // other files of its format have no splits

bool has_coco_annotations(const fs::path& folder) {
  if (!is_folder(folder)) return false;
  const auto files = folder_entries(folder).files;
  return std::any_of(files.begin(), files.end(), [](const fs::path& file) {
    return file.native().starts_with("instances_") && file.extension() == ".json";
  });
}

// Pictures with annotations of their own beside them.
bool has_annotated_pictures(const fs::path& folder) {
  const auto [pictures, annotations] = tell_apart(folder_entries(folder).files);
  std::set<std::string> stems;
  for (const auto& picture : pictures) stems.insert(picture.stem().string());
  return std::any_of(annotations.begin(), annotations.end(),
                     [&](const AnnotationFile& one) { return stems.contains(one.stem); });
}

bool has_class_folders(const fs::path& root) {
  const auto folders = folder_entries(root).folders;
  return std::any_of(folders.begin(), folders.end(),
                     [&](const fs::path& folder) { return has_annotated_pictures(root / folder); });
}

bool has_coco_json(const fs::path& root) {
  const auto sets = coco_sets(root);
  return std::any_of(sets.begin(), sets.end(),
                     [&](const CocoSet& set) { return !is_own_file(root / set.file); });
}

std::unique_ptr<Dataset> dataset_of(DatasetKind kind, const fs::path& root,
                                    const DatasetOptions& options) {
  switch (kind) {
    case DatasetKind::kVoc:
      return open_voc_dataset(root, options);
    case DatasetKind::kCoco:
      return open_coco_dataset(root, options);
    case DatasetKind::kFss:
      return open_fss_dataset(root, options);
    case DatasetKind::kFolder:
      break;
  }
  return open_folder_dataset(root, options);
}

OpenedDataset opened(DatasetKind kind, const fs::path& root, const DatasetOptions& options) {
  auto dataset = dataset_of(kind, root, options);
  const auto class_count = dataset->classes().size();
  if (kind == DatasetKind::kVoc)
    return {std::move(dataset), four_folds(class_count, FoldOrder::kConsecutive)};
  auto folds = kind == DatasetKind::kCoco && class_count == kCocoClasses
                   ? four_folds(class_count, options.fold_order)
                   : std::vector{fold_of_all(class_count)};
  return {std::move(dataset), std::move(folds)};
}

void expect_usable(const LabelOptions& labels, DatasetKind kind, const Dataset& dataset) {
  const bool are_given = labels.all.has_value() || !labels.by_class.empty();
  if (are_given && (kind == DatasetKind::kVoc || kind == DatasetKind::kCoco))
    throw Error(
        fmt::format("{} goes with masks in folders of one's own; a data set of the kind {} "
                    "has labels of its own",
                    option_name("label"), text_of(kind)));
  std::vector<std::string> names;
  for (const auto& one : dataset.classes()) names.push_back(one.name);
  labels.expect_classes(names);
}

}  // namespace

std::string text_of(DatasetKind kind) {
  switch (kind) {
    case DatasetKind::kVoc:
      return "voc";
    case DatasetKind::kCoco:
      return "coco";
    case DatasetKind::kFss:
      return "fss";
    case DatasetKind::kFolder:
      break;
  }
  return "folder";
}

DatasetKind parse_dataset_kind(const std::string& text) {
  for (const auto kind :
       {DatasetKind::kVoc, DatasetKind::kCoco, DatasetKind::kFss, DatasetKind::kFolder})
    if (text == text_of(kind)) return kind;
  throw Error(
      fmt::format("'{}' is no kind of data set; there are voc, coco, fss and folder", text));
}

DatasetKind dataset_kind_of(const fs::path& root) {
  if (!is_folder(root) || is_labelme_folder(root)) return DatasetKind::kFolder;
  for (const auto* below : {"", "VOC2012", "VOCdevkit/VOC2012"})
    if (is_folder(root / below / "ImageSets")) return DatasetKind::kVoc;
  if (has_coco_annotations(root / "annotations")) return DatasetKind::kCoco;
  return !has_class_folders(root) && has_coco_json(root) ? DatasetKind::kCoco
                                                         : DatasetKind::kFolder;
}

OpenedDataset open_dataset(DatasetKind kind, const fs::path& root, const DatasetOptions& options) {
  if (!is_folder(root))
    throw Error(fmt::format("{}: no such folder; a data set's root is needed", root.string()));
  auto result = opened(kind, root, options);
  expect_usable(options.labels, kind, *result.dataset);
  if (options.least_area != LeastArea{})
    result.dataset->leave_out_small(options.least_area, options.on_progress);
  return result;
}

}  // namespace panet
