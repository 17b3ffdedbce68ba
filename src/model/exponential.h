#pragma once

#include <bit>
#include <cstdint>

namespace panet {

inline constexpr float kLeastExponent = -87;  // e^-87 is next to nothing

// e^x for x from kLeastExponent to 0, as good as a float can tell it; the standard library's takes
// one number at a time. x = n ln 2 + r, where |r| <= ln 2 / 2, and e^r is a polynomial (Cephes'
// expf).
inline float exponential(float x) {
  constexpr float kInteger = 0x1.8p23f;  // what is added to it is rounded to integers
  constexpr float kUpper = 0.693359375f, kLower = -2.12194440e-4f;  // of ln 2, together
  const float n = (x * 1.44269504f + kInteger) - kInteger;
  const float r = (x - n * kUpper) - n * kLower;
  float sum = 1.9875691500e-4f;
  sum = sum * r + 1.3981999507e-3f;
  sum = sum * r + 8.3334519073e-3f;
  sum = sum * r + 4.1665795894e-2f;
  sum = sum * r + 1.6666665459e-1f;
  sum = sum * r + 5.0000001201e-1f;
  sum = (sum * r + 1) * r + 1;
  return sum * std::bit_cast<float>((static_cast<int32_t>(n) + 127) << 23);
}

inline constexpr float kLeastPowerOfTwo = -125;

// 2^x for x from kLeastPowerOfTwo to 0, off by less than a ten-thousandth of it: a twentieth of
// what rounding to bfloat16 takes. x = n + r, where |r| <= 1/2, and 2^r is the cubic of the least
// relative error.
inline float coarse_power_of_two(float x) {
  constexpr float kInteger = 0x1.8p23f;  // what is added to it is rounded to integers
  const float shifted = x + kInteger;    // its last bits are n
  const float r = x - (shifted - kInteger);
  const float power = ((0.05517167f * r + 0.24261112f) * r + 0.69326099f) * r + 0.99992807f;
  return std::bit_cast<float>(std::bit_cast<uint32_t>(power) +
                              (std::bit_cast<uint32_t>(shifted) << 23));
}

}  // namespace panet
