#pragma once

#include <cstdint>

#include "panet/model/map_stack.h"

namespace panet {

inline constexpr int64_t kBoxRadius = 4;  // points to each side

// The mean of the (2 kBoxRadius + 1)^2 points around each point; at the border, of those that there
// are. Of each map for itself.
MapStack box_mean(const MapStack& maps);

}  // namespace panet
