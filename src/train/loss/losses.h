#pragma once

#include <torch/types.h>

#include "train/loss/prototypes.h"

namespace panet {

// Segmentation loss (paper eq. 5) of each episode: cross entropy averaged over those of its pixels
// that are not void; zero where all are. logits: episode x N x P x H x W; labels:
// episode x N x H x W, integers → episode.
torch::Tensor segmentation_loss(const torch::Tensor& logits, const torch::Tensor& labels);

// Prototype alignment regularisation, PAR (paper Sec. 3.4, eq. 6 to 8), of each episode: the query
// and its own prediction segment the support back. The query's prediction is the argmax at feature
// resolution; a way predicted nowhere is skipped, yet the sum is averaged over all ways and shots,
// as in the authors' code. query_features: episode x N x D x h x w; query_logits:
// episode x N x (1 + way) x h x w, as cosine_logits_of_each gives them → episode.
torch::Tensor prototype_alignment_loss(const torch::Tensor& query_features,
                                       const torch::Tensor& query_logits,
                                       const SupportSet& support);

// A picture's own prototypes must explain it (Fan et al., Self-Support Few-Shot Semantic
// Segmentation, ECCV 2022): each picture is segmented by the prototypes under its own masks.
// features: N x D x h x w; masks: N x H x W, 1 where the class (its background) is, pixels in
// neither not counted → N, zero for a picture that lacks one of both.
torch::Tensor self_support_loss(const torch::Tensor& features, const torch::Tensor& foreground,
                                const torch::Tensor& background);

}  // namespace panet
