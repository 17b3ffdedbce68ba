#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "panet/image/map.h"
#include "panet/model/features.h"
#include "panet/model/map_stack.h"

namespace panet {

// What is computed of all features of an image. The features are read as they are, bfloat16 as
// bfloat16, once for all rows or maps; numbers are added up in float32, in an order that does not
// depend on the number of threads.

// One feature times a factor: D numbers, float or double.
template <typename Number>
void copy_feature(const Features& features, std::size_t location, Number factor,
                  std::span<Number> numbers) {
  const std::size_t channels = numbers.size(), first = location * channels;
  if (features.type() == Features::Type::kFloat32)
    std::ranges::transform(features.floats().subspan(first, channels), numbers.begin(),
                           [factor](float number) { return Number{number} * factor; });
  else
    std::ranges::transform(features.bfloats().subspan(first, channels), numbers.begin(),
                           [factor](BFloat16 number) { return Number{to_float(number)} * factor; });
}

// One over the length of each feature.
std::vector<float> inverse_lengths(const Features& features);

// The dot product of each feature with each vector. P x D → P maps of h x w.
MapStack dot_products(const Features& features, const Map<float>& vectors);

// The sum of all features under each weight. P maps of h x w → P x D.
Map<float> weighted_sums(const Features& features, const MapStack& weights);

}  // namespace panet
