#include "train/weight_average.h"

#include "support.h"

namespace panet {
namespace {

TEST(WeightAverage, FollowsTheWeightsSlowly) {
  const auto weight = torch::ones({2});
  WeightAverage average({{"w", weight}}, 0.9);
  weight.fill_(2);
  EXPECT_EQ(average.weights().at("w")[0].item<float>(), 1);  // a copy
  average.update({{"w", weight}});
  EXPECT_NEAR(average.weights().at("w")[0].item<float>(), 0.9 * 1 + 0.1 * 2, 1e-6);
  average.update({{"w", weight}});
  EXPECT_NEAR(average.weights().at("w")[1].item<float>(), 0.9 * 1.1 + 0.1 * 2, 1e-6);
}

}  // namespace
}  // namespace panet
