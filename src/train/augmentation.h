#pragma once

#include <torch/types.h>

#include <functional>

#include "image/window.h"
#include "panet/base/random_stream.h"
#include "panet/image/map.h"

namespace panet {

// How training pictures are varied. The paper flips only.
struct AugmentationOptions {
  bool flip = true;   // left and right, with probability 1/2
  double colour = 0;  // brightness, contrast and saturation, each by a factor of 1 ± this
  double scale = 1;   // a window of 1/scale to the whole of the sides is enlarged to the whole

  // The share of pictures of which a square is cut out, at the picture's own proportions, in place
  // of squeezing the whole into the square of the input. The picture's longer side is then between
  // `crop_least` and `crop_most` sides of that square.
  double crop = 0;
  double crop_least = 1, crop_most = 1;
};

// What of a picture is shown: the whole, or, as `options` say, a part drawn at random around a
// pixel of the object; a picture without one is shown around any of its pixels. `object` is asked
// only where a part is shown.
Window drawn_window(const AugmentationOptions& options, const std::function<Mask()>& object,
                    RandomStream& random);

// How what is shown is changed: drawn for one picture, and applied alike to it and to all that is
// known of it.
struct Augmentation {
  bool flip = false;
  double brightness = 1, contrast = 1, saturation = 1;

  // input: 1 x 3 x S x S, normalised, see network_input → the same shape.
  torch::Tensor of_input(const torch::Tensor& input) const;
  // map: H x W of any type → the same shape.
  torch::Tensor of_map(const torch::Tensor& map) const;
};

Augmentation drawn_augmentation(const AugmentationOptions& options, RandomStream& random);

}  // namespace panet
