#pragma once

#include <torch/types.h>

#include <functional>
#include <memory>

#include "dataset/prepared_picture.h"
#include "panet/episode/episode.h"
#include "panet/episode/episode_annotation.h"
#include "panet/model/precision.h"
#include "train/augmentation.h"
#include "train/usable_episode.h"

namespace panet {

// An episode as the loss takes it; S is the side of the encoder's input.
struct TrainingEpisode {
  Episode episode;
  std::size_t index = 0;     // its number in the run
  std::size_t fold = 0;      // of the training's data, see TrainingData
  torch::Tensor images;      // (way · shot + queries) x 3 x S x S, supports first, way by way
  torch::Tensor foreground;  // way x shot x S x S uint8
  torch::Tensor background;  // way x shot x S x S uint8
  torch::Tensor labels;      // queries x S x S uint8, see query_labels
  // Of all images, way · shot + queries x S x S uint8, see base_labels; undefined where not asked
  // for.
  torch::Tensor base_labels;
  std::vector<LeftOutPicture> left_out;  // what it went without
};

struct TrainingEpisodeOptions {
  std::vector<SupportAnnotation> annotations = {SupportAnnotation::kDense};  // one is drawn
  ScribbleOptions scribble;
  AugmentationOptions augmentation;
  std::vector<int> base_classes;  // ids; none: without base_labels
  int64_t input_size = 417;
  Precision precision = Precision::kFloat32;  // of the images
  uint64_t seed = 1234;
};

// Gives a picture of the data set; may be called by several threads at once.
using PictureSource = std::function<std::shared_ptr<const DecodedPicture>(std::size_t picture)>;

// Episode `index` of a run. What is random in it is drawn anew for each episode and depends on
// seed and index alone.
TrainingEpisode training_episode(const Dataset& dataset, const Episode& episode, std::size_t index,
                                 const PictureSource& pictures,
                                 const TrainingEpisodeOptions& options);

// How the supports of episode `index` are annotated there.
SupportAnnotationOptions support_annotation_options(std::size_t index,
                                                    const TrainingEpisodeOptions& options);

// The same episode on a device; on a GPU copied from pinned memory without waiting.
TrainingEpisode on_device(TrainingEpisode episode, torch::Device device);

// In memory from which a GPU copies without waiting; for loading threads.
TrainingEpisode pinned(TrainingEpisode episode);

}  // namespace panet
