#include "engine/magnitude_quantile.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "support.h"

namespace panet {
namespace {

TEST(MagnitudeQuantile, IsTheOneOfItsRank) {
  std::mt19937 random(1);
  std::normal_distribution<float> normal;
  std::vector<float> values(12'345);
  std::ranges::generate(values, [&] { return normal(random); });
  auto magnitudes = values;
  for (float& value : magnitudes) value = std::abs(value);
  std::ranges::sort(magnitudes);
  EXPECT_EQ(magnitude_quantile(values, 0), magnitudes.front());
  EXPECT_EQ(magnitude_quantile(values, 0.5), magnitudes[6172]);
  EXPECT_EQ(magnitude_quantile(values, 0.9999), magnitudes[12'343]);
}

TEST(MagnitudeQuantile, OfFewValuesIsOneOfThem) {
  EXPECT_EQ(magnitude_quantile(std::vector<float>{-3}, 0.9999), 3);
  EXPECT_EQ(magnitude_quantile(std::vector<float>{1e-30f, -2, 2}, 0.9999), 2);
  EXPECT_EQ(magnitude_quantile(std::vector<float>{0, -0.0f, 0}, 0.9999), 0);
}

}  // namespace
}  // namespace panet
