#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "panet/annotation/support_folder.h"
#include "panet/base/public.h"
#include "panet/dataset/dataset.h"
#include "panet/dataset/fold.h"

namespace PANET_PUBLIC panet {

enum class DatasetKind { kVoc, kCoco, kFss, kFolder };

struct DatasetOptions {
  // VOC: the list ImageSets/Segmentation/NAME.txt; COCO: val, train, val2017, ... Without it val;
  // where COCO has no such set, the only one there is.
  std::optional<std::string> image_set = {};
  bool allow_missing = false;  // leave listed pictures out whose files are not there
  // Keep pictures whose files are missing or broken; reading them throws, and VOC's and labelme's,
  // whose labels tell the classes, are of none.
  // For check_dataset, which tells all of them; without it opening throws at the first.
  bool keep_broken = false;
  LeastArea least_area = {};  // of a class in a picture, or it is not listed for the class
  FoldOrder fold_order = FoldOrder::kConsecutive;  // COCO
  // FSS and folders: a file with a class a line, the only ones.
  std::filesystem::path class_list = {};
  LabelOptions labels = {};  // folders: the values of index masks
  // Told now and then how many of the pictures have been looked at.
  std::function<void(std::size_t done, std::size_t total)> on_progress = [](auto, auto) {};
};

struct OpenedDataset {
  std::unique_ptr<Dataset> dataset;
  std::vector<Fold> folds;
};

// "voc", "coco", "fss", "folder"; panet::Error for another word.
DatasetKind parse_dataset_kind(const std::string& text);
std::string text_of(DatasetKind kind);

// What lies in `root`: ImageSets/ makes it VOC, annotations/instances_*.json COCO. Pictures with
// annotations beside them, in it or in a folder of it, make it a folder data set; else any other
// json in COCO's format COCO, unless panet wrote it; all else is a folder data set. A labelme file
// beside a picture of its name in `root` itself comes before all of these.
DatasetKind dataset_kind_of(const std::filesystem::path& root);

// VOC and COCO's 80 classes have four folds; other data sets, and other files in COCO's format, one
// of all classes. See dataset/voc_dataset.h, coco_dataset.h and folder_dataset.h for the layouts.
OpenedDataset open_dataset(DatasetKind kind, const std::filesystem::path& root,
                           const DatasetOptions& options = {});

}  // namespace panet
