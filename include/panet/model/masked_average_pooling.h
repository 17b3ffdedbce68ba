#pragma once

#include <torch/types.h>

namespace panet {

// Masked average pooling (paper eq. 1 and 2): the mean feature under a mask,
//   p = sum_xy up(F)(x, y) M(x, y) / (sum_xy M(x, y) + 1e-5),
// where up() is bilinear upsampling to the size of the mask. up() is linear, so p = F · upT(M) /
// sum(M): its transpose takes the mask down to the features once, and features are never held at
// the size of an image. Differentiable.
//
// features: N x D x h x w; masks: N x H x W, any real type (0 outside, 1 inside), any size → N x D,
// float32.
torch::Tensor masked_average_pooling(const torch::Tensor& features, const torch::Tensor& masks);

// The weight of each feature location in that mean before normalisation: the transpose of bilinear
// upsampling (align_corners = false) from h x w to H x W, applied to the masks. masks: N x H x W →
// N x h x w, float32.
torch::Tensor transposed_bilinear_upsampling(const torch::Tensor& masks, int64_t height,
                                             int64_t width);

}  // namespace panet
