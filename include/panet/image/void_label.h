#pragma once

#include <cstdint>

#include "panet/base/public.h"

namespace PANET_PUBLIC panet {

// Of a pixel that no loss and no metric counts, in maps of labels: what an annotator left open, or
// what is not to be learnt.
inline constexpr uint8_t kVoid = 255;

}  // namespace panet
