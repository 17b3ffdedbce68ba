#pragma once

#include <torch/types.h>

namespace panet {

// A picture as the encoder takes it: resized to size x size (the aspect ratio is given up, as in
// the paper, Sec. 4.1), scaled to [0, 1], normalised by the ImageNet mean (0.485, 0.456, 0.406) and
// deviation (0.229, 0.224, 0.225).
//
// Enlarging is bilinear. Shrinking averages all pixels below a
// triangle that is as wide as two output pixels, so a large photograph does not alias; it is the
// filter of PIL's BILINEAR, with which the authors resized, without its rounding to whole grey
// levels in between.
//
// picture: H x W x 3 uint8; size: 1 to 16384 → 1 x 3 x size x size float32, channels-last.
torch::Tensor network_input(const torch::Tensor& picture, int64_t size);

// What the encoder sees, as a picture again: input, 1 x 3 x size x size → size x size x 3 uint8.
torch::Tensor picture_of_input(const torch::Tensor& input);

}  // namespace panet
