#pragma once

#include <torch/types.h>

#include "panet/data/annotation.h"

namespace panet {

// How training pictures are varied. The paper flips only.
struct AugmentationOptions {
  bool flip = true;   // left and right, with probability 1/2
  double colour = 0;  // brightness, contrast and saturation, each by a factor of 1 ± this
  double scale = 1;   // a window of 1/scale to the whole of the side is enlarged to the whole
};

// What was drawn for one picture. Applied alike to the picture and to all that is known of it.
struct Augmentation {
  bool flip = false;
  double brightness = 1, contrast = 1, saturation = 1;
  // The window, as shares of the side: its upper left corner and its own side.
  double x = 0, y = 0, side = 1;

  // input: 1 x 3 x S x S, normalised, see network_input → the same shape. Where the window is the
  // whole, bilinear enlarging is left out.
  torch::Tensor of_input(const torch::Tensor& input) const;
  // map: H x W of any type → the same shape, each pixel from the nearest one.
  torch::Tensor of_map(const torch::Tensor& map) const;
};

}  // namespace panet
