#pragma once

#include "panet/image/map.h"
#include "panet/train/network/torch_encoder.h"

namespace panet {

// What a step of a vision transformer makes of N images, or of N x tokens x numbers; the features
// N x channels x rows x columns. Differentiable. patches: rows and columns of an image.
torch::Tensor token_value(const EncoderStep& step, const TorchEncoder::Parameters& parameters,
                          const torch::Tensor& input, PictureSize patches);

}  // namespace panet
