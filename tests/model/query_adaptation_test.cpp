#include "panet/model/query_adaptation.h"

#include "panet/model/cosine_classifier.h"
#include "support.h"

namespace panet {
namespace {

using test::max_difference;

// Two channels; the left half of the image points along `left`, the right half along `right`.
torch::Tensor halves(std::vector<float> left, std::vector<float> right) {
  const auto column = [](const std::vector<float>& v) {
    return torch::tensor(v).reshape({1, 2, 1, 1}).expand({1, 2, 4, 4});
  };
  return torch::cat({column(left), column(right)}, 3).contiguous();
}

double cosine(const torch::Tensor& a, const torch::Tensor& b) {
  return (a.dot(b) / a.norm() / b.norm()).item<double>();
}

TEST(AdaptedPrototypes, TurnTowardsWhatTheyClaimInTheImage) {
  const auto background = torch::tensor({0.9f, 0.1f}), object = torch::tensor({0.1f, 0.9f});
  const auto prototypes = torch::stack({torch::tensor({1.0f, 0.4f}), torch::tensor({0.4f, 1.0f})});
  const auto features = halves({0.9f, 0.1f}, {0.1f, 0.9f});
  const auto adapted = adapted_prototypes(features, prototypes, {1});
  ASSERT_EQ(adapted.sizes(), prototypes.sizes());
  EXPECT_GT(cosine(adapted[0], background), cosine(prototypes[0], background) + 0.01);
  EXPECT_GT(cosine(adapted[1], object), cosine(prototypes[1], object) + 0.005);
}

TEST(AdaptedPrototypes, ChangeTheLessTheMoreShotsThereAre) {
  const auto prototypes = torch::stack({torch::tensor({1.0f, 0.4f}), torch::tensor({0.4f, 1.0f})});
  const auto features = halves({0.9f, 0.1f}, {0.1f, 0.9f});
  const auto turned = [&](int64_t shots) {
    const auto adapted = adapted_prototypes(features, prototypes, {shots});
    return 1 - cosine(adapted[1], prototypes[1]);
  };
  EXPECT_GT(turned(1), 2 * turned(5));
  EXPECT_LT(turned(1'000'000), 1e-6);
}

TEST(AdaptedPrototypes, DoNotDependOnTheLengthOfFeatures) {
  torch::manual_seed(3);
  const auto features = torch::randn({1, 5, 6, 7}), prototypes = torch::randn({3, 5});
  const auto lengths = torch::rand({1, 1, 6, 7}) + 0.5;
  EXPECT_LT(max_difference(adapted_prototypes(features * lengths, prototypes, {1, 2}),
                           adapted_prototypes(features, prototypes, {1, 2})),
            1e-5);
}

TEST(AdaptedPrototypes, AreTheFormula) {
  torch::manual_seed(4);
  const auto features = torch::randn({1, 5, 6, 7}), prototypes = torch::randn({3, 5});
  const auto adapted =
      adapted_prototypes(features, prototypes, {2, 3}, {.of_classes = 0.5, .of_background = 4});
  const auto scores = cosine_logits(features, prototypes).softmax(1);
  const std::vector<double> shots = {5, 2, 3}, weights = {4, 0.5, 0.5};
  for (int64_t p = 0; p < 3; ++p) {
    auto mean = torch::zeros({5});
    for (int64_t y = 0; y < 6; ++y)
      for (int64_t x = 0; x < 7; ++x) {
        const auto feature = features[0].select(1, y).select(1, x);
        mean += scores[0][p][y][x].pow(3) * feature / feature.norm();
      }
    const auto i = static_cast<std::size_t>(p);
    const auto expected =
        shots[i] * prototypes[p] / prototypes[p].norm() + weights[i] * mean / mean.norm();
    EXPECT_LT(max_difference(adapted[p], expected), 1e-4) << "prototype " << p;
  }
}

}  // namespace
}  // namespace panet
