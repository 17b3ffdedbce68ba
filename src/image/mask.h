#pragma once

#include <cstdint>
#include <string>

#include "panet/image/map.h"

namespace panet {

int64_t count(const Mask& mask);  // pixels that are 1
bool any(const Mask& mask);
bool all(const Mask& mask);

// panet::Error, which begins with `what`, where there are other values, as in the masks of others,
// whose ones are 255.
void expect_zeros_and_ones(const Mask& mask, const std::string& what);

// Pixel by pixel, of masks that are equally large.
Mask operator~(const Mask& mask);
Mask operator&(const Mask& a, const Mask& b);
Mask operator|(const Mask& a, const Mask& b);
Mask& operator&=(Mask& a, const Mask& b);
Mask& operator|=(Mask& a, const Mask& b);

// Where a map has a value.
template <typename T, typename Meaning>
Mask where(const Map<T, Meaning>& map, T value) {
  return mapped<Mask>(map, [value](T other) { return static_cast<uint8_t>(other == value); });
}

// Sets a map to a value where the mask is 1.
template <typename T, typename Meaning>
void fill_where(Map<T, Meaning>& map, const Mask& mask, T value) {
  std::ranges::transform(map.all(), mask.all(), map.all().begin(),
                         [value](T before, uint8_t is_set) { return is_set ? value : before; });
}

}  // namespace panet
