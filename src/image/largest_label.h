#pragma once

#include <algorithm>
#include <cstdint>

#include "panet/image/map.h"

namespace panet {

inline int largest_label(const Labels& labels) {
  uint8_t largest = 0;
  for (const uint8_t label : labels.all()) largest = std::max(largest, label);
  return largest;
}

}  // namespace panet
