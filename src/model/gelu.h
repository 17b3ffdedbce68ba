#pragma once

#include "model/exponential.h"

namespace panet {

// x times the share of a normal distribution that lies below x: x (1 + erf(x / sqrt 2)) / 2, the
// "exact" GELU, off by less than 3e-7. erf by Abramowitz and Stegun's formula 7.1.26; loops over it
// are computed several numbers at a time, which the standard library's is not.
inline float gelu(float x) {
  const float magnitude = x < 0 ? -x : x;
  const float z = magnitude * 0.707106781f;
  const float t = 1 / (1 + 0.3275911f * z);
  float sum = 1.061405429f;
  sum = sum * t - 1.453152027f;
  sum = sum * t + 1.421413741f;
  sum = sum * t - 0.284496736f;
  sum = sum * t + 0.254829592f;
  const float exponent = -z * z;
  const float power = exponential(exponent < kLeastExponent ? kLeastExponent : exponent);
  return 0.5f * (x + magnitude * (1 - sum * t * power));
}

}  // namespace panet
