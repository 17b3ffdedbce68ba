#include "model/query_adaptation.h"

#include <cmath>

#include "maps.h"
#include "model/cosine_classifier.h"
#include "random_maps.h"
#include "support.h"

namespace panet {
namespace {

using test::cosine;
using Vector = std::vector<float>;

// Two channels; the left half of the image points along `left`, the right half along `right`.
Features halves(const Vector& left, const Vector& right) {
  Map<float> rows(4 * 4, 2);
  for (int64_t i = 0; i < rows.height(); ++i)
    std::ranges::copy(i % 4 < 2 ? left : right, rows.row(i).begin());
  return test::features_of(rows, {4, 4});
}

const auto kPrototypes = test::written<Map<float>>({{1, 0.4f}, {0.4f, 1}});

TEST(AdaptedPrototypes, TurnTowardsWhatTheyClaimInTheImage) {
  const Vector background = {0.9f, 0.1f}, object = {0.1f, 0.9f};
  const auto features = halves(background, object);
  const auto adapted = adapted_prototypes(FeatureDirections(features), kPrototypes, {1});
  ASSERT_EQ(adapted.dimensions(), kPrototypes.dimensions());
  EXPECT_GT(cosine(adapted.row(0), background), cosine(kPrototypes.row(0), background) + 0.01);
  EXPECT_GT(cosine(adapted.row(1), object), cosine(kPrototypes.row(1), object) + 0.005);
}

TEST(AdaptedPrototypes, ChangeTheLessTheMoreShotsThereAre) {
  const auto features = halves({0.9f, 0.1f}, {0.1f, 0.9f});
  const auto turned = [&](int64_t shots) {
    const auto adapted = adapted_prototypes(FeatureDirections(features), kPrototypes, {shots});
    return 1 - cosine(adapted.row(1), kPrototypes.row(1));
  };
  EXPECT_GT(turned(1), 2 * turned(5));
  EXPECT_LT(turned(1'000'000), 1e-6);
}

TEST(AdaptedPrototypes, DoNotDependOnTheLengthOfFeatures) {
  test::Random random(3);
  auto rows = test::random_map(random, {6 * 7, 5});
  const auto prototypes = test::random_map(random, {3, 5});
  const auto adapted = [&] {
    const auto features = test::features_of(rows, {6, 7});
    return adapted_prototypes(FeatureDirections(features), prototypes, {1, 2});
  };
  const auto before = adapted();
  std::uniform_real_distribution<float> length(0.5f, 1.5f);
  for (int64_t i = 0; i < rows.height(); ++i)
    for (const float factor = length(random); float& value : rows.row(i)) value *= factor;
  EXPECT_LT(test::max_difference(adapted().all(), before.all()), 1e-5);
}

TEST(AdaptedPrototypes, AreTheFormula) {
  test::Random random(4);
  const auto features = test::random_features(random, {6, 7}, 5);
  const auto prototypes = test::random_map(random, {3, 5});
  const auto adapted = adapted_prototypes(FeatureDirections(features), prototypes, {2, 3},
                                          {.of_classes = 0.5f, .of_background = 4});
  const auto scores = softmax(cosine_logits(features, prototypes));
  const auto values = test::values_of(features);
  const std::vector<float> shots = {5, 2, 3}, weights = {4, 0.5f, 0.5f};
  const auto length = [](std::span<const float> v) {
    return static_cast<float>(std::sqrt(test::dot(v, v)));
  };
  for (int64_t p = 0; p < 3; ++p) {
    Vector mean(5), expected(5);
    for (int64_t i = 0; i < values.height(); ++i)
      for (std::size_t c = 0; c < 5; ++c)
        mean[c] +=
            std::pow(scores.at(p, i / 7, i % 7), 6.0f) * values.row(i)[c] / length(values.row(i));
    const auto k = static_cast<std::size_t>(p);
    const auto prototype = prototypes.row(p);
    for (std::size_t c = 0; c < 5; ++c)
      expected[c] =
          shots[k] * prototype[c] / length(prototype) + weights[k] * mean[c] / length(mean);
    EXPECT_LT(test::max_difference(adapted.row(p), expected), 1e-4) << "prototype " << p;
  }
}

TEST(AdaptedPrototypes, AskForTheShotsOfEachClass) {
  const auto features = halves({1, 0}, {0, 1});
  EXPECT_THAT(test::error_of([&] {
                adapted_prototypes(FeatureDirections(features), kPrototypes, {1, 2});
              }),
              test::Tells("2 prototypes", "1 classes", "2 numbers of shots"));
}

}  // namespace
}  // namespace panet
