#pragma once

#include <torch/types.h>

#include <vector>

#include "panet/model/encoder.h"
#include "panet/train/loss_terms.h"
#include "panet/train/training_episode.h"

namespace panet {

struct EpisodeLossOptions {
  LossTerms<double> weights = {.query = 1, .alignment = 1};  // the paper's (eq. 9)
  torch::Tensor base_prototypes = {};  // BaseHead's of the episode's fold; where weights.base > 0
};

// One forward pass of the supports and queries of all episodes together, which have the same number
// of pixels. → of each its N x D x h x w, float32, in the order of its images.
std::vector<torch::Tensor> episode_features(Encoder& encoder,
                                            const std::vector<TrainingEpisode>& episodes,
                                            bool at_stride_16 = false);

// What training minimises: the weighted_sum of these terms. Scalars, float32; a term whose weight
// is zero is zero without a gradient.
//
// Prototypes, logits and losses from the features of an episode. These stay at their resolution;
// only logits are upsampled, and of `base` not even these: there a location is of the class at its
// middle.
LossTerms<torch::Tensor> episode_loss(const torch::Tensor& features, const TrainingEpisode& episode,
                                      const EpisodeLossOptions& options = {});

}  // namespace panet
