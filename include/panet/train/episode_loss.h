#pragma once

#include <torch/types.h>

#include "panet/model/encoder.h"
#include "panet/train/loss_terms.h"
#include "panet/train/training_episode.h"

namespace panet {

struct EpisodeLossOptions {
  LossTerms<double> weights = {.query = 1, .alignment = 1};  // the paper's (eq. 9)
  bool at_stride_16 = false;                                 // see Encoder::forward_at_stride_16
  torch::Tensor base_prototypes = {};  // BaseHead's of the episode's fold; where weights.base > 0
};

// What training minimises: the weighted_sum of these terms. Scalars, float32; a term whose weight
// is zero is zero without a gradient.
//
// One forward pass of supports and queries together, then prototypes, logits and losses. The
// features leave the encoder at feature resolution and stay there; only logits are upsampled, and
// of `base` not even these: there a location is of the class at its middle.
LossTerms<torch::Tensor> episode_loss(Encoder& encoder, const TrainingEpisode& episode,
                                      const EpisodeLossOptions& options = {});

}  // namespace panet
