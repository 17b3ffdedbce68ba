#pragma once

#include <torch/types.h>

#include <vector>

#include "panet/train/loss_terms.h"
#include "panet/train/network/torch_encoder.h"
#include "train/episode_batch.h"

namespace panet {

struct EpisodeLossOptions {
  LossTerms<double> weights = {.query = 1, .alignment = 1};  // the paper's (eq. 9)
  bool at_stride_16 = false;  // see TorchEncoder::forward_at_stride_16
  // BaseHead's of each fold; where weights.base > 0.
  std::vector<torch::Tensor> base_prototypes = {};
};

// What training minimises: the weighted_sum of these terms. Each has a value for every episode,
// float32; a term whose weight is zero is zero without a gradient.
//
// One forward pass of all pictures together, then prototypes, logits and losses. The features leave
// the encoder at feature resolution and stay there; only logits are upsampled, and of `base` not
// even these: there a location is of the class at its middle.
LossTerms<torch::Tensor> episode_loss(const TorchEncoder& encoder, const EpisodeBatch& batch,
                                      const EpisodeLossOptions& options = {});

}  // namespace panet
