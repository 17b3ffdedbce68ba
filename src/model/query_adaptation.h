#pragma once

#include <cstdint>
#include <vector>

#include "model/feature_directions.h"
#include "panet/image/map.h"

namespace panet {

// How many annotated images the image to segment counts as: the more shots there are, the less it
// changes.
struct QueryAdaptation {
  float of_classes = 1, of_background = 4;
};

// Prototypes that have seen the image they are to segment, which the paper's have not: an object in
// it is more like itself than like others of its class, and its background is a place of its own.
// Each prototype's direction moves towards the mean direction of the features that it claims,
//   p' = K p / |p| + a m / |m|,   m = sum_xy s(x, y)^6 f(x, y) / |f(x, y)|,
// where K is the number of its shots (the background's: of all classes together), a that of
// `adaptation`, and s the softmax of its logits, whose sixth power leaves out what is in doubt.
//
// prototypes: (1 + C) x D, background first; shots: C, each at least 1 → (1 + C) x D.
Map<float> adapted_prototypes(const FeatureDirections& features, const Map<float>& prototypes,
                              const std::vector<int64_t>& shots,
                              const QueryAdaptation& adaptation = {});

}  // namespace panet
