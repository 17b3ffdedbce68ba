#include "model/rotary_positions.h"

#include <gtest/gtest.h>

#include <numbers>

namespace panet {
namespace {

TEST(RotaryPositions, AnglesTellTheRowAndThenTheColumn) {
  const auto angles = rotary_angles({.height = 2, .width = 4});
  EXPECT_EQ(angles.height(), 8);
  EXPECT_EQ(angles.width(), 32);
  // The first period is 1: coordinates -0.5 and 0.5, and -0.75, -0.25, 0.25, 0.75.
  constexpr auto kTurn = static_cast<float>(2 * std::numbers::pi);
  EXPECT_FLOAT_EQ(angles.at(0, 0), -0.5f * kTurn);
  EXPECT_FLOAT_EQ(angles.at(7, 0), 0.5f * kTurn);
  EXPECT_FLOAT_EQ(angles.at(0, kRotaryPeriods), -0.75f * kTurn);
  EXPECT_FLOAT_EQ(angles.at(7, kRotaryPeriods), 0.75f * kTurn);
}

TEST(RotaryPositions, PeriodsGrowToAlmostAHundred) {
  EXPECT_DOUBLE_EQ(rotary_period(0), 1);
  EXPECT_DOUBLE_EQ(rotary_period(8), 10);
  EXPECT_NEAR(rotary_period(15), 74.99, 0.01);
}

}  // namespace
}  // namespace panet
