#include "panet/model/feature_directions.h"

#include "panet/model/cosine_classifier.h"
#include "support.h"

namespace panet {
namespace {

using test::max_difference;

// In the order in memory that encoders have, in that of LibTorch, and as the evaluator keeps them.
std::vector<torch::Tensor> features_in_any_form(int64_t channels) {
  torch::manual_seed(8);
  const auto features = torch::randn({1, channels, 7, 5});
  const auto last = features.contiguous(torch::MemoryFormat::ChannelsLast);
  return {features, last, last.to(torch::kBFloat16), last.to(torch::kFloat16)};
}

TEST(FeatureDirections, GiveTheScaledCosines) {
  for (const int64_t channels : {1, 13, 64})
    for (const auto& features : features_in_any_form(channels))
      for (const int64_t prototypes : {1, 2, 21}) {
        const auto vectors = torch::randn({prototypes, channels});
        const auto cosines = (directions(vectors).reshape({prototypes, channels, 1, 1}) *
                              directions(features.to(torch::kFloat32)))
                                 .sum(1);
        const auto logits = FeatureDirections(features).logits(vectors);
        ASSERT_EQ(logits.scalar_type(), torch::kFloat32);
        EXPECT_LT(max_difference(logits, kAlpha * cosines.unsqueeze(0)), 2e-5);
      }
}

TEST(FeatureDirections, SumUpUnderEachWeight) {
  for (const int64_t channels : {1, 13, 64})
    for (const auto& features : features_in_any_form(channels))
      for (const int64_t maps : {1, 2, 21}) {
        const auto weights = torch::rand({1, maps, 7, 5});
        const auto expected =
            (weights.unsqueeze(2) * directions(features.to(torch::kFloat32)).unsqueeze(1))
                .sum({0, 3, 4});
        EXPECT_LT(max_difference(FeatureDirections(features).sums(weights), expected), 2e-5);
      }
}

TEST(FeatureDirections, OfZeroFeaturesAreZero) {
  const FeatureDirections zero(torch::zeros({1, 4, 2, 2}));
  EXPECT_EQ(zero.logits(torch::ones({2, 4})).abs().max().item<float>(), 0);
  EXPECT_EQ(zero.sums(torch::ones({1, 2, 2, 2})).abs().max().item<float>(), 0);
}

}  // namespace
}  // namespace panet
