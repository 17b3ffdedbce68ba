#include "app/dataset_arguments.h"

#include "app/allow_missing.h"
#include "app/max_pixels_argument.h"
#include "app/options.h"
#include "app/progress.h"

namespace panet::app {

void DatasetArguments::declare(CLI::App& command, const std::string& root_name) {
  command.add_option(root_name, root, "folder of the data set")->required();
  command
      .add_option("--dataset", kind,
                  "voc, coco, fss (FSS-1000) or folder (pictures of your own) [what lies in the "
                  "folder tells]")
      ->check(accepted_by(parse_dataset_kind));
  command.add_option("--image-set", image_set,
                     "voc: a list of ImageSets/Segmentation/; coco: val, train, val2017, ..., or "
                     "the path of a json file [val, or the only one there is]");
  command.add_flag("--allow-missing", allow_missing,
                   "leave listed pictures out whose files are not there");
  command.add_option("--classes", class_list,
                     "fss and folder: a file with a class a line, the only ones to take");
  command
      .add_option("--label", labels,
                  "folder: N or CLASS=N: the value in index masks that is the object [any but 0]")
      ->allow_extra_args(false);
  command
      .add_option("--folds", fold_order,
                  "coco: consecutive (classes 1-20, ..., as the PANet authors) or interleaved "
                  "(1, 5, 9, ..., as FWB)")
      ->capture_default_str()
      ->check(CLI::IsMember({"consecutive", "interleaved"}));
  declare_max_pixels(command);
}

DatasetKind DatasetArguments::dataset_kind() const {
  return kind ? parse_dataset_kind(*kind) : dataset_kind_of(root);
}

DatasetOptions DatasetArguments::options() const {
  return {
      .image_set = image_set,
      .allow_missing = allow_missing,
      .fold_order = fold_order == "interleaved" ? FoldOrder::kInterleaved : FoldOrder::kConsecutive,
      .class_list = class_list,
      .labels = parse_labels(labels)};
}

OpenedDataset DatasetArguments::open() const {
  return open(options());
}

OpenedDataset DatasetArguments::open(DatasetOptions options) const {
  Progress progress("reading");
  options.on_progress = [&progress](std::size_t done, std::size_t total) {
    progress.update(done, total);
  };
  return or_say_allow_missing([&] { return open_dataset(dataset_kind(), root, options); });
}

}  // namespace panet::app
