#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <random>
#include <span>

#include "panet/image/map.h"
#include "panet/model/features.h"
#include "panet/model/map_stack.h"

namespace panet::test {

using Random = std::mt19937;

// Numbers around 0, of a deviation of 1.
inline void draw(Random& random, std::span<float> values) {
  std::normal_distribution<float> normal;
  std::ranges::generate(values, [&] { return normal(random); });
}

inline Map<float> random_map(Random& random, PictureSize size) {
  Map<float> map(size);
  draw(random, map.all());
  return map;
}

// Between two numbers.
inline MapStack random_stack(Random& random, int64_t maps, PictureSize size, float least,
                             float most) {
  MapStack stack(maps, size);
  std::uniform_real_distribution<float> uniform(least, most);
  std::ranges::generate(stack.all(), [&] { return uniform(random); });
  return stack;
}

// Each pixel is 1 with a probability of `share`.
inline Mask random_mask(Random& random, PictureSize size, double share) {
  Mask mask(size);
  std::bernoulli_distribution is_set(share);
  std::ranges::generate(mask.all(), [&] { return static_cast<uint8_t>(is_set(random)); });
  return mask;
}

// A feature a row. As bfloat16 they lose their lower halves.
inline Features features_of(const Map<float>& rows, PictureSize grid,
                            Features::Type type = Features::Type::kFloat32) {
  Features features(grid, rows.width(), type);
  auto* const bytes = features.bytes().data();
  if (type == Features::Type::kFloat32)
    std::ranges::copy(rows.all(), reinterpret_cast<float*>(bytes));
  else
    std::ranges::transform(rows.all(), reinterpret_cast<BFloat16*>(bytes), [](float value) {
      return BFloat16{static_cast<uint16_t>(std::bit_cast<uint32_t>(value) >> 16)};
    });
  return features;
}

inline Features random_features(Random& random, PictureSize grid, int64_t channels,
                                Features::Type type = Features::Type::kFloat32) {
  return features_of(random_map(random, {grid.height * grid.width, channels}), grid, type);
}

// A feature a row.
inline Map<float> values_of(const Features& features) {
  Map<float> rows(features.locations(), features.channels());
  if (features.type() == Features::Type::kFloat32)
    std::ranges::copy(features.floats(), rows.all().begin());
  else
    std::ranges::transform(features.bfloats(), rows.all().begin(),
                           [](BFloat16 value) { return to_float(value); });
  return rows;
}

inline double dot(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += double{a[i]} * b[i];
  return sum;
}

inline double cosine(std::span<const float> a, std::span<const float> b) {
  return dot(a, b) / std::sqrt(dot(a, a) * dot(b, b));
}

// Largest absolute difference; infinite where there are not as many.
inline double max_difference(std::span<const float> a, std::span<const float> b) {
  if (a.size() != b.size()) return std::numeric_limits<double>::infinity();
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    largest = std::max(largest, std::abs(double{a[i]} - double{b[i]}));
  return largest;
}

}  // namespace panet::test
