#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

#include "model/bfloat16.h"

namespace panet {

// IEEE 754's number of 16 bits.
struct Float16 {
  uint16_t bits = 0;
};

// All of these are without branches once they are compiled, so that loops compute several at a
// time on any CPU.

inline float to_float(Float16 value) {
  constexpr uint32_t kExponent = 0x1fu << 23;        // of 16 bits, where a float has its own
  constexpr uint32_t kRebias = (127u - 15) << 23;    // exponents count from another zero
  constexpr uint32_t kSmallest = (127u - 14) << 23;  // 2^-14, below which digits get lost
  const uint32_t magnitude = (value.bits & 0x7fffu) << 13;
  const uint32_t exponent = magnitude & kExponent;
  const uint32_t normal = magnitude + kRebias + (exponent == kExponent ? (128u - 16) << 23 : 0u);
  const float subnormal =
      std::bit_cast<float>(magnitude + kSmallest) - std::bit_cast<float>(kSmallest);
  const uint32_t bits = exponent == 0 ? std::bit_cast<uint32_t>(subnormal) : normal;
  return std::bit_cast<float>(bits | (value.bits & 0x8000u) << 16);
}

inline Float16 to_float16(float value) {
  constexpr uint32_t kInfinity = 0x7f800000u;
  constexpr uint32_t kTooLarge = (127u + 16) << 23;  // 2^16
  constexpr uint32_t kSmallest = (127u - 14) << 23;  // 2^-14
  constexpr uint32_t kDigits = (127u - 1) << 23;     // added to 0.5, digits below 2^-24 round off
  const uint32_t bits = std::bit_cast<uint32_t>(value);
  const uint32_t magnitude = bits & 0x7fffffffu;
  const uint32_t special = magnitude > kInfinity ? 0x7e00u : 0x7c00u;
  const uint32_t subnormal =
      std::bit_cast<uint32_t>(std::bit_cast<float>(magnitude) + std::bit_cast<float>(kDigits)) -
      kDigits;
  const uint32_t normal = (magnitude - ((127u - 15) << 23) + 0xfffu + (magnitude >> 13 & 1u)) >> 13;
  const uint32_t finite = magnitude < kSmallest ? subnormal : normal;
  const uint32_t rounded = magnitude >= kTooLarge ? special : finite;
  return {static_cast<uint16_t>(rounded | (bits >> 16 & 0x8000u))};
}

// The nearest float towards zero, its last bit set where that is not the number itself: what is
// rounded from it once more, to fewer bits, is as if it had been rounded once.
inline float rounded_to_odd(double value) {
  const auto nearest = static_cast<float>(value);
  if (static_cast<double>(nearest) == value || std::isnan(value)) return nearest;
  const bool is_beyond = std::abs(static_cast<double>(nearest)) > std::abs(value);
  return std::bit_cast<float>((std::bit_cast<uint32_t>(nearest) - (is_beyond ? 1u : 0u)) | 1u);
}

}  // namespace panet
