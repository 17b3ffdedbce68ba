#pragma once

#include <torch/types.h>

#include <vector>

#include "panet/dataset/fold.h"
#include "train/network/torch_tensors.h"
#include "train/training_data.h"

namespace panet {

// What the base classes look like, learnt beside the encoder and thrown away afterwards: for each
// data set a prototype of its background and one of each of its base classes. Cross entropy over
// the cosine similarities to them shapes the features for telling classes apart at every pixel, not
// only those of an episode.
//
// Data sets have heads of their own, since what is background in one may be a class of another.
class BaseHead {
 public:
  // Prototypes of length about 1, at random by the seed. panet::Error for more than 254 classes
  // in one data set.
  BaseHead(const TrainingData& data, int64_t channels, uint64_t seed, torch::Device device);

  // Of each fold (1 + its classes) x channels, background first; they require gradients.
  const std::vector<torch::Tensor>& prototypes() const { return prototypes_; }

  // By name, "base_head.0" and so on.
  TorchTensors tensors() const;

 private:
  std::vector<torch::Tensor> prototypes_;
};

// The ids of a fold's classes.
std::vector<int> class_ids(const Dataset& dataset, const Fold& fold);

// What each pixel is: 0 background, i the i-th of `classes` (ids), kVoid where another
// class is alone, one to be left out of training, or where nothing counts.
Labels base_labels(const PictureLabels& labels, const std::vector<int>& classes);

}  // namespace panet
