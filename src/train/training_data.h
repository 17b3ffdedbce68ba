#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "panet/dataset/open_dataset.h"
#include "panet/train/training_config.h"

namespace panet {

// Pictures of some classes, from which episodes are drawn.
struct ClassPictures {
  std::unique_ptr<Dataset> dataset;
  Fold fold;
};

// What a training learns from.
struct TrainingData {
  std::unique_ptr<Dataset> dataset;  // all data sets as one (JoinedDataset), where there are more
  // The base classes of the split, then all classes of each further data set. Episodes come from
  // these folds in turn.
  std::vector<Fold> folds;
  std::string fingerprint;  // of the classes, and of the names of their pictures

  // Where episode `index` comes from.
  std::size_t fold_of(std::size_t index) const { return index % folds.size(); }
};

// Told which image set is being opened, and how far that is.
using OnOpening =
    std::function<void(const std::string& image_set, std::size_t done, std::size_t total)>;

// panet::Error where `data.root` is not said or no data set, or has no such split, and where one of
// `data.also` is no data set. Those take `data.image_set` where they have it, else "trainaug",
// "train" or the only one of COCO's format, with a note; `data.classes` is for `data.root` alone.
TrainingData open_training_data(const TrainingConfig& config, const OnOpening& on_opening);

// What a training is measured by: the classes that the split leaves out (all, where it leaves none
// out), in `validate.image_set`.
ClassPictures open_validation_data(const TrainingConfig& config, const OnOpening& on_opening);

}  // namespace panet
