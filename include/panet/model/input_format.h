#pragma once

#include <cstdint>

#include "panet/base/public.h"
#include "panet/image/network_input.h"

namespace PANET_PUBLIC panet {

// Which images an encoder takes, and how far its features lie apart.
struct InputFormat {
  int64_t stride = 8;          // pixels from a feature to the next
  bool whole_patches = false;  // sides are multiples of the stride, each a patch of its own
  int64_t default_size = 417;  // of the side of a square; the paper's (Sec. 4.1)
  Normalisation normalisation = {};
};

// Height or width of the features of an image of `pixels` height or width.
int64_t feature_size(int64_t pixels, const InputFormat& input = {});

// The side nearest to `pixels` that an encoder takes: `pixels` itself, or whole patches.
int64_t fitting_size(double pixels, const InputFormat& input);

// The side nearest to `pixels` at both ends of which a feature lies.
int64_t whole_features(double pixels, const InputFormat& input);

}  // namespace panet
