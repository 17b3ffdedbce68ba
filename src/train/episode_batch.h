#pragma once

#include <torch/types.h>

#include <vector>

#include "train/training_episode.h"

namespace panet {

// Episodes of as many ways, shots and queries, to be computed together; S is the side of the
// encoder's input.
struct EpisodeBatch {
  torch::Tensor images;            // episode · (way · shot + queries) x 3 x S x S
  torch::Tensor foreground;        // episode x way x shot x S x S uint8
  torch::Tensor background;        // episode x way x shot x S x S uint8
  torch::Tensor labels;            // episode x queries x S x S uint8
  torch::Tensor base_labels;       // episode x (way · shot + queries) x S x S uint8, or undefined
  std::vector<std::size_t> folds;  // of each episode
};

EpisodeBatch batch_of(const std::vector<TrainingEpisode>& episodes);

}  // namespace panet
