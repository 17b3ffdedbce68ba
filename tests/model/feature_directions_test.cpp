#include "model/feature_directions.h"

#include <cmath>

#include "base/parallel.h"
#include "model/cosine_classifier.h"
#include "random_maps.h"
#include "support.h"

namespace panet {
namespace {

using test::max_difference;

// As engines give them.
std::vector<Features> features_of_both_types(test::Random& random, int64_t channels) {
  std::vector<Features> features;
  for (const auto type : {Features::Type::kFloat32, Features::Type::kBFloat16})
    features.push_back(test::random_features(random, {7, 5}, channels, type));
  return features;
}

TEST(FeatureDirections, GiveTheScaledCosines) {
  test::Random random(8);
  for (const int64_t channels : {1, 13, 64})
    for (const auto& features : features_of_both_types(random, channels))
      for (const int64_t prototypes : {1, 2, 21}) {
        const auto vectors = test::random_map(random, {prototypes, channels});
        const auto logits = FeatureDirections(features).logits(vectors);
        const auto values = test::values_of(features);
        for (int64_t p = 0; p < prototypes; ++p)
          for (int64_t i = 0; i < 35; ++i)
            EXPECT_NEAR(logits.at(p, i / 5, i % 5),
                        kAlpha * test::cosine(values.row(i), vectors.row(p)), 2e-5);
      }
}

TEST(FeatureDirections, SumUpUnderEachWeight) {
  test::Random random(9);
  for (const int64_t channels : {1, 13, 64})
    for (const auto& features : features_of_both_types(random, channels))
      for (const int64_t maps : {1, 2, 21}) {
        const auto weights = test::random_stack(random, maps, {7, 5}, 0, 1);
        const auto sums = FeatureDirections(features).sums(weights.copy());
        const auto values = test::values_of(features);
        for (int64_t m = 0; m < maps; ++m)
          for (int64_t c = 0; c < channels; ++c) {
            double expected = 0;
            for (int64_t i = 0; i < 35; ++i)
              expected += weights.at(m, i / 5, i % 5) * double{values.at(i, c)} /
                          std::sqrt(test::dot(values.row(i), values.row(i)));
            EXPECT_NEAR(sums.at(m, c), expected, 2e-5);
          }
      }
}

TEST(FeatureDirections, AtALocationHaveLengthOne) {
  test::Random random(10);
  for (const auto& features : features_of_both_types(random, 13)) {
    const auto values = test::values_of(features);
    const auto rows = FeatureDirections(features).at({34, 0});
    ASSERT_EQ(rows.dimensions(), (PictureSize{2, 13}));
    EXPECT_NEAR(test::dot(rows.row(0), rows.row(0)), 1, 1e-5);
    EXPECT_NEAR(test::cosine(rows.row(0), values.row(34)), 1, 1e-5);
    EXPECT_NEAR(test::cosine(rows.row(1), values.row(0)), 1, 1e-5);
  }
}

TEST(FeatureDirections, OfZeroFeaturesAreZero) {
  const auto features = test::features_of(Map<float>(4, 4), {2, 2});
  const FeatureDirections zero(features);
  const auto ones = Map<float>::filled({2, 4}, 1);
  MapStack weights(2, {2, 2});
  std::ranges::fill(weights.all(), 1.0f);
  const std::vector<float> zeros(8);
  EXPECT_EQ(max_difference(zero.logits(ones).all(), zeros), 0);
  EXPECT_EQ(max_difference(zero.sums(std::move(weights)).all(), zeros), 0);
}

TEST(FeatureDirections, DoNotDependOnTheNumberOfThreads) {
  test::Random random(10);
  const auto features = test::random_features(random, {53, 41}, 48, Features::Type::kBFloat16);
  const auto vectors = test::random_map(random, {3, 48});
  const auto sums_with = [&](int threads) {
    set_thread_count(threads);
    const FeatureDirections directions(features);
    return directions.sums(directions.logits(vectors));
  };
  const int threads = thread_count();
  const auto one = sums_with(1), two = sums_with(2), five = sums_with(5);
  set_thread_count(threads);
  EXPECT_EQ(one, two);
  EXPECT_EQ(one, five);
}

}  // namespace
}  // namespace panet
