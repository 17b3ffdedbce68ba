#include "model/exponential.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace panet {
namespace {

// The greatest error, as a share of what is right, of a function at many numbers from `least` to 0.
template <typename Function, typename Right>
double greatest_error(float least, Function function, Right right) {
  double greatest = 0;
  for (int i = 0; i <= 1'000'000; ++i) {
    const float x = least * static_cast<float>(i) / 1'000'000;
    const double expected = right(static_cast<double>(x));
    greatest = std::max(greatest, std::abs(static_cast<double>(function(x)) - expected) / expected);
  }
  return greatest;
}

TEST(Exponential, IsAsGoodAsAFloatCanTellIt) {
  EXPECT_LT(greatest_error(kLeastExponent, exponential, [](double x) { return std::exp(x); }),
            2e-7);
  EXPECT_EQ(exponential(0), 1);
}

TEST(Exponential, PowersOfTwoAreGoodEnoughForBFloat16) {
  EXPECT_LT(
      greatest_error(kLeastPowerOfTwo, coarse_power_of_two, [](double x) { return std::exp2(x); }),
      1e-4);
}

}  // namespace
}  // namespace panet
