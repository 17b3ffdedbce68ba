#pragma once

#include <bit>
#include <cstdint>

#include "panet/model/features.h"

namespace panet {

// The nearest one, of two that are as near the one whose last bit is 0.
inline BFloat16 to_bfloat16(float value) {
  const uint32_t bits = std::bit_cast<uint32_t>(value);
  const uint32_t rounded = (bits + 0x7fffu + (bits >> 16 & 1u)) >> 16;
  const bool is_nan = (bits & 0x7fffffffu) > 0x7f800000u;
  return {static_cast<uint16_t>(is_nan ? 0x7fc0u : rounded)};
}

}  // namespace panet
