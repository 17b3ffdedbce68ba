#include "model/gelu.h"

#include <gtest/gtest.h>

#include <cmath>

namespace panet {
namespace {

TEST(Gelu, IsXTimesTheShareOfANormalDistributionBelowIt) {
  for (float x = -20; x <= 20; x += 0.001f) {
    const double exact = 0.5 * x * (1 + std::erf(x / std::sqrt(2.0)));
    EXPECT_NEAR(gelu(x), exact, 3e-7 * std::max(1.0f, std::abs(x))) << x;
  }
}

TEST(Gelu, LosesNothingFarFromZero) {
  EXPECT_EQ(gelu(0), 0);
  EXPECT_EQ(gelu(-1e6f), 0);
  EXPECT_EQ(gelu(1e6f), 1e6f);
}

}  // namespace
}  // namespace panet
