#pragma once

#include <torch/types.h>

#include "model/cosine_classifier.h"

namespace panet {

// The functions of panet/model/cosine_classifier.h for several images at once and differentiable.

// The length of each location's feature or of each prototype, never 0, for dividing by. vectors:
// N x D or N x D x h x w → the same with D = 1.
torch::Tensor norm_over_channels(const torch::Tensor& vectors);

// Vectors of length 1. vectors: as above.
torch::Tensor directions(const torch::Tensor& vectors);

// Non-parametric metric learning (paper eq. 3): each location's cosine similarity to each
// prototype, times alpha. features: N x D x h x w; prototypes: P x D → logits N x P x h x w,
// float32.
torch::Tensor cosine_logits(const torch::Tensor& features, const torch::Tensor& prototypes);

// The same with prototypes of its own for each image: N x P x D → N x P x h x w.
torch::Tensor cosine_logits_of_each(const torch::Tensor& features, const torch::Tensor& prototypes);

// Logits at the size asked for, bilinear (align_corners = false). N x P x h x w → N x P x height x
// width.
torch::Tensor upsample_logits(const torch::Tensor& logits, int64_t height, int64_t width);

}  // namespace panet
