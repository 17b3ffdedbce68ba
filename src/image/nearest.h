#pragma once

#include <cstdint>
#include <vector>

#include "panet/image/map.h"

namespace panet {

// Of `length` pixels, the one below the middle of each of `resized` ones.
std::vector<int64_t> nearest_pixels(int64_t length, int64_t resized);

// Each pixel takes the value of the source pixel below its middle, as PIL's NEAREST, with which
// the authors resized masks.
template <typename T, typename Meaning>
Map<T, Meaning> resized_to_nearest(const Map<T, Meaning>& map, PictureSize size) {
  if (map.dimensions() == size) return map.copy();
  auto result = Map<T, Meaning>::uninitialised(size);
  const auto rows = nearest_pixels(map.height(), size.height);
  const auto columns = nearest_pixels(map.width(), size.width);
  for (int64_t y = 0; y < size.height; ++y) {
    const auto source = map.row(rows[static_cast<std::size_t>(y)]);
    std::ranges::transform(columns, result.row(y).begin(),
                           [source](int64_t x) { return source[static_cast<std::size_t>(x)]; });
  }
  return result;
}

}  // namespace panet
