#pragma once

#include <concepts>

namespace panet {

// Of positive numbers: a / b, rounded up.
template <std::integral Number>
constexpr Number quotient_up(Number a, Number b) {
  return (a + b - 1) / b;
}

// The least multiple of `of` that is not below `number`.
template <std::integral Number>
constexpr Number multiple_up(Number number, Number of) {
  return quotient_up(number, of) * of;
}

}  // namespace panet
