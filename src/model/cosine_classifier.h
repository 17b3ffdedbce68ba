#pragma once

#include "panet/image/map.h"
#include "panet/model/features.h"
#include "panet/model/map_stack.h"

namespace panet {

inline constexpr float kAlpha = 20;  // Sec. 3.3: the scale of the cosine similarities, fixed

// A length is never less, so that it can be divided by: a vector of zeros has the direction zero.
inline constexpr float kSmallestLength = 1e-8f;

// Vectors of length 1, one a row.
Map<float> directions(const Map<float>& vectors);

// Non-parametric metric learning (paper eq. 3): each feature's cosine similarity to each prototype,
// times alpha. prototypes: P x D → P maps of h x w.
MapStack cosine_logits(const Features& features, const Map<float>& prototypes);

// Logits at the size asked for, bilinear (align_corners = false).
MapStack upsample_logits(MapStack logits, PictureSize size);

// The scores of each pixel: positive, and their sum over all maps is 1.
MapStack softmax(MapStack logits);

// The prototype nearest at each pixel: the index of the largest logit, of equal ones the first. At
// most 256 maps.
Labels nearest_prototypes(const MapStack& logits);

}  // namespace panet
