#pragma once

#include <array>
#include <cstdint>

#include "panet/base/public.h"
#include "panet/image/map.h"
#include "panet/image/picture_view.h"

namespace PANET_PUBLIC panet {

// Red, green and blue of each pixel, normalised.
using NetworkInput = Map<std::array<float, 3>>;

// What is taken from each channel of pixels from 0 to 1, and what that is divided by: ImageNet's,
// unless an encoder says otherwise.
struct Normalisation {
  std::array<float, 3> mean = {0.485f, 0.456f, 0.406f};
  std::array<float, 3> deviation = {0.229f, 0.224f, 0.225f};
  bool operator==(const Normalisation&) const = default;
};

// A picture as the encoder takes it: resized to a size whatever its own proportions are
// (Segmenter::input_of knows the size that a segmenter wants), scaled to [0, 1], normalised.
//
// Enlarging is bilinear. Shrinking averages all pixels below a triangle that is as wide as two
// output pixels, so a large photograph does not alias; it is the filter of PIL's BILINEAR, with
// which the authors resized, without its rounding to whole grey levels in between.
//
// Sides go from 1 to 16384.
NetworkInput network_input(const PictureView& picture, PictureSize size,
                           const Normalisation& normalisation = {});

// The same at size x size.
NetworkInput network_input(const PictureView& picture, int64_t size,
                           const Normalisation& normalisation = {});

// What the encoder sees, as a picture again.
Picture picture_of_input(const NetworkInput& input, const Normalisation& normalisation = {});

}  // namespace panet
