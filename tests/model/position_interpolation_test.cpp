#include "model/position_interpolation.h"

#include <gtest/gtest.h>

#include <numeric>

namespace panet {
namespace {

constexpr auto kBoth = {PositionInterpolation::kBicubic, PositionInterpolation::kAntialiased};

TEST(PositionInterpolation, SharesOfEachPositionSumToOne) {
  for (const auto interpolation : kBoth)
    for (const int64_t to : {1, 5, 8, 37, 60}) {
      const auto shares = position_shares(8, to, interpolation);
      for (int64_t i = 0; i < to; ++i) {
        const auto row = shares.row(i);
        EXPECT_NEAR(std::accumulate(row.begin(), row.end(), 0.0), 1, 1e-6) << to << " " << i;
      }
    }
}

TEST(PositionInterpolation, ATripledGridKeepsItsMiddles) {
  const auto shares = position_shares(4, 12, PositionInterpolation::kAntialiased);
  for (int64_t i = 0; i < 4; ++i) EXPECT_NEAR(shares.at(3 * i + 1, i), 1, 1e-6);
}

// The factor is (12 + 0.1) / 4, so nothing lies exactly where it was.
TEST(PositionInterpolation, DinosFactorIsATenthOfARowLarger) {
  const auto shares = position_shares(4, 12, PositionInterpolation::kBicubic);
  EXPECT_NEAR(shares.at(1, 0), 1, 4e-3);
  EXPECT_NE(shares.at(1, 0), 1);
}

// Shrunk to a quarter, each new position is made of more than the four old ones around it.
TEST(PositionInterpolation, AntialiasingWidensTheWindow) {
  const auto count = [](const Map<float>& shares) {
    return std::ranges::count_if(shares.row(2), [](float share) { return share != 0; });
  };
  EXPECT_EQ(count(position_shares(32, 8, PositionInterpolation::kBicubic)), 4);
  EXPECT_GT(count(position_shares(32, 8, PositionInterpolation::kAntialiased)), 12);
}

}  // namespace
}  // namespace panet
