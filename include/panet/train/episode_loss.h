#pragma once

#include <torch/types.h>

#include "panet/model/encoder.h"
#include "panet/train/training_episode.h"

namespace panet {

// What training minimises (paper eq. 9): query + weight · alignment. Scalars, float32.
struct EpisodeLoss {
  torch::Tensor query;      // segmentation of the queries
  torch::Tensor alignment;  // PAR; zero without a gradient where it is off
};

struct EpisodeLossOptions {
  bool with_alignment = true;
  bool at_stride_16 = false;  // see Encoder::forward_at_stride_16
};

// One forward pass of supports and queries together, then prototypes, logits and both losses.
// The features leave the encoder at feature resolution and stay there; only logits are upsampled.
EpisodeLoss episode_loss(Encoder& encoder, const TrainingEpisode& episode,
                         const EpisodeLossOptions& options = {});

}  // namespace panet
