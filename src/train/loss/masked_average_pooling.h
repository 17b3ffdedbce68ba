#pragma once

#include <torch/types.h>

namespace panet {

// The functions of panet/model/masked_average_pooling.h for several images at once and
// differentiable.
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
