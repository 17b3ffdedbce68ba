#pragma once

#include <vector>

#include "panet/image/map.h"
#include "panet/model/features.h"
#include "panet/model/map_stack.h"

namespace panet {

// What is computed of all features of an image. The features are read as they are, bfloat16 as
// bfloat16, once for all rows or maps; numbers are added up in float32, in an order that does not
// depend on the number of threads.

// One over the length of each feature.
std::vector<float> inverse_lengths(const Features& features);

// The dot product of each feature with each vector. P x D → P maps of h x w.
MapStack dot_products(const Features& features, const Map<float>& vectors);

// The sum of all features under each weight. P maps of h x w → P x D.
Map<float> weighted_sums(const Features& features, const MapStack& weights);

}  // namespace panet
