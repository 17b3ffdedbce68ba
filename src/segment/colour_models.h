#pragma once

#include <cstdint>

#include "panet/image/map.h"
#include "panet/model/map_stack.h"

namespace panet {

inline constexpr int64_t kModelCoefficients = 4;  // of red, green and blue, and a constant

// What logits are around each point as a linear function of the colours there (black 0, white 1),
// the first half of a guided filter. logits: P maps as large as the picture → 4 P maps, of each
// prototype kModelCoefficients behind one another.
MapStack colour_models(const Picture& colours, const MapStack& logits);

}  // namespace panet
