#include "model/area_averages.h"

#include <cmath>

#include "maps.h"
#include "random_maps.h"
#include "support.h"

namespace panet {
namespace {

TEST(AverageMask, IsTheShareOfEachCellThatIsCovered) {
  const auto mask = test::written<Mask>({{1, 1, 0}, {1, 0, 0}, {0, 0, 9}});
  const auto shares = average_mask(mask, {.height = 2, .width = 2});
  // A cell is 1.5 pixels wide and high: 2.25 in all.
  EXPECT_NEAR(shares.at(0, 0), (1 + 0.5 + 0.5) / 2.25, 1e-6);
  EXPECT_NEAR(shares.at(0, 1), 0.5 / 2.25, 1e-6);
  EXPECT_NEAR(shares.at(1, 0), 0.5 / 2.25, 1e-6);
  EXPECT_NEAR(shares.at(1, 1), 1 / 2.25, 1e-6);
}

TEST(AverageMask, OfACoarserMaskRepeatsIt) {
  const auto mask = test::written<Mask>({{1, 0}});
  EXPECT_EQ(average_mask(mask, {.height = 2, .width = 4}),
            test::written<Map<float>>({{1, 1, 0, 0}, {1, 1, 0, 0}}));
}

TEST(AverageMask, KeepsTheArea) {
  test::Random random(1);
  const auto mask = test::random_mask(random, {37, 53}, 0.3);
  const auto shares = average_mask(mask, {11, 7});
  double area = 0, covered = 0;
  for (const float share : shares.all()) covered += double{share} / (11 * 7);
  for (const uint8_t value : mask.all()) area += value;
  EXPECT_NEAR(covered, area / (37 * 53), 1e-6);
}

TEST(AverageDirections, AreMeansOfWhatLiesBelowWhateverItsLength) {
  const auto rows = test::written<Map<float>>({{3, 0}, {0, 5}, {0.1f, 0}, {2, 0}});
  for (const auto type : {Features::Type::kFloat32, Features::Type::kBFloat16}) {
    const auto features = test::features_of(rows, {1, 4}, type);
    const auto averages = test::values_of(average_directions(features, {.height = 1, .width = 2}));
    const std::vector<float> expected = {0.5f, 0.5f, 1, 0};
    EXPECT_LT(test::max_difference(averages.all(), expected), 0.01);
  }
}

TEST(AverageDirections, OfTheFeaturesOwnGridAreTheirDirections) {
  test::Random random(2);
  const auto features = test::random_features(random, {5, 4}, 19);
  const auto values = test::values_of(features);
  const auto averages = test::values_of(average_directions(features, features.grid()));
  for (int64_t i = 0; i < values.height(); ++i) {
    EXPECT_GT(test::cosine(values.row(i), averages.row(i)), 0.9999);
    EXPECT_NEAR(test::dot(averages.row(i), averages.row(i)), 1, 0.01);
  }
}

}  // namespace
}  // namespace panet
