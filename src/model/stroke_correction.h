#pragma once

#include "model/feature_directions.h"
#include "panet/image/map.h"

namespace panet {

// What strokes in an image add to a class's logits, there and where the image looks alike: Gaussian
// process regression (Rasmussen and Williams 2006, eq. 2.23) of what is amiss under the strokes,
//   c(x) = k(x, S) (k(S, S) + 0.05 I)^-1 r,   r_s = y_s max(0, 4 - y_s m(s)),
//   k(x, s) = exp((cos(f_x, f_s) - 1) / 0.3 - |x - s|^2 / (2 0.2^2)),
// where s are the cells that strokes cover, y_s is 1 on the class and -1 beside it, m(s) by how
// much the class's logit is above all others there, f are the features, and places are shares of
// the image's sides. Strokes over what is right already change nothing.
//
// on, beside: strokes on the class and beside it, of any size in the image's proportions. margins:
// m, of the features' size; so is what is returned.
Map<float> stroke_correction(const FeatureDirections& features, const Mask& on, const Mask& beside,
                             const Map<float>& margins);

}  // namespace panet
