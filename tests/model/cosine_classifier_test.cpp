#include "model/cosine_classifier.h"

#include <cmath>

#include "maps.h"
#include "random_maps.h"
#include "support.h"

namespace panet {
namespace {

using test::max_difference;

constexpr auto kBoth = {Features::Type::kFloat32, Features::Type::kBFloat16};

TEST(CosineLogits, AreTheScaledCosineOfTheAngle) {
  const auto features = test::features_of(test::written<Map<float>>({{3, 4}}), {1, 1});
  const auto prototypes = test::written<Map<float>>({{6, 8}, {-3, -4}, {4, -3}});
  const auto logits = cosine_logits(features, prototypes);
  EXPECT_LT(max_difference(logits.all(), std::vector<float>{20, -20, 0}), 1e-5);
}

TEST(CosineLogits, AreTheFormula) {
  test::Random random(2);
  const auto prototypes = test::random_map(random, {3, 16});
  for (const auto type : kBoth) {
    const auto features = test::random_features(random, {7, 5}, 16, type);
    const auto values = test::values_of(features);
    const auto logits = cosine_logits(features, prototypes);
    ASSERT_EQ(logits.maps(), 3);
    ASSERT_EQ(logits.dimensions(), (PictureSize{7, 5}));
    for (int64_t p = 0; p < 3; ++p)
      for (int64_t i = 0; i < values.height(); ++i)
        EXPECT_NEAR(logits.at(p, i / 5, i % 5),
                    kAlpha * test::cosine(values.row(i), prototypes.row(p)), 1e-4);
  }
}

TEST(CosineLogits, OfAZeroFeatureOrPrototypeAreZero) {
  const auto zeros = test::features_of(Map<float>(4, 4), {2, 2});
  const auto logits = cosine_logits(zeros, Map<float>(2, 4));
  EXPECT_EQ(max_difference(logits.all(), std::vector<float>(8)), 0);
}

TEST(UpsampleLogits, AreBilinearWithoutAlignedCorners) {
  MapStack logits(1, {1, 2});
  logits.at(0, 0, 1) = 1;
  const auto up = upsample_logits(std::move(logits), {1, 4});
  EXPECT_LT(max_difference(up.all(), std::vector<float>{0, 0.25f, 0.75f, 1}), 1e-6);
}

TEST(Softmax, IsTheFormula) {
  test::Random random(4);
  for (const int64_t prototypes : {1, 2, 6}) {
    const auto logits = test::random_stack(random, prototypes, {37, 41}, -20, 20);
    const auto scores = softmax(logits.copy());
    for (int64_t y = 0; y < 37; ++y)
      for (int64_t x = 0; x < 41; ++x) {
        double sum = 0;
        for (int64_t p = 0; p < prototypes; ++p) sum += std::exp(double{logits.at(p, y, x)});
        for (int64_t p = 0; p < prototypes; ++p) {
          const double expected = std::exp(double{logits.at(p, y, x)}) / sum;
          EXPECT_NEAR(scores.at(p, y, x), expected, 5e-6 * expected);
        }
      }
  }
}

TEST(Softmax, OfLogitsFarApartIsOneAndNothing) {
  MapStack logits(2, {1, 2});
  logits.at(0, 0, 0) = 1e6f;
  logits.at(1, 0, 1) = 100;
  const auto scores = softmax(std::move(logits));
  EXPECT_LT(max_difference(scores.all(), std::vector<float>{1, 0, 0, 1}), 1e-30);
}

TEST(NearestPrototypes, AreTheArgmax) {
  test::Random random(3);
  for (const int64_t prototypes : {1, 2, 6}) {
    const auto logits = test::random_stack(random, prototypes, {13, 97}, -1, 1);
    const auto labels = nearest_prototypes(logits);
    ASSERT_EQ(labels.dimensions(), logits.dimensions());
    for (int64_t y = 0; y < 13; ++y)
      for (int64_t x = 0; x < 97; ++x) {
        int64_t largest = 0;
        for (int64_t p = 1; p < prototypes; ++p)
          if (logits.at(p, y, x) > logits.at(largest, y, x)) largest = p;
        EXPECT_EQ(labels.at(y, x), largest);
      }
  }
}

TEST(NearestPrototypes, TakeTheFirstOfEqualOnes) {
  MapStack logits(3, {1, 2});
  std::ranges::copy(std::vector<float>{1, 0, 1, 2, 1, 2}, logits.all().begin());
  EXPECT_EQ(nearest_prototypes(logits), test::written<Labels>({{0, 1}}));
}

}  // namespace
}  // namespace panet
