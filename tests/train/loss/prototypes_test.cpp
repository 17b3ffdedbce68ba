#include "train/loss/prototypes.h"

#include "support.h"
#include "tensors.h"
#include "train/loss/masked_average_pooling.h"

namespace panet {
namespace {

using test::max_difference;

SupportSet random_support(int64_t ways, int64_t shots) {
  torch::manual_seed(7);
  const auto foreground = torch::rand({2, ways, shots, 40, 32}) < 0.3;
  return {.features = torch::randn({2, ways, shots, 6, 5, 4}),
          .foreground = foreground,
          .background = foreground.logical_not()};
}

TEST(SupportPrototypes, AreMeansOverShotsOfTheMeanOfEachImage) {
  const auto support = random_support(3, 2);
  const auto prototypes = support_prototypes(support);
  ASSERT_EQ(prototypes.sizes().vec(), (std::vector<int64_t>{2, 4, 6}));
  for (int64_t episode = 0; episode < 2; ++episode)
    for (int64_t way = 0; way < 3; ++way) {
      const auto per_shot =
          masked_average_pooling(support.features[episode][way], support.foreground[episode][way]);
      EXPECT_LT(max_difference(prototypes[episode][1 + way], per_shot.mean(0)), 1e-6);
    }
}

TEST(SupportPrototypes, TheBackgroundIsTheMeanOverWaysAndShots) {
  const auto support = random_support(2, 2);
  auto sum = torch::zeros({6});
  for (int64_t way = 0; way < 2; ++way)
    sum += masked_average_pooling(support.features[1][way], support.background[1][way]).sum(0);
  EXPECT_LT(max_difference(support_prototypes(support)[1][0], sum / 4), 1e-6);
}

TEST(PrototypesOfLabels, AreTheMeanFeatureOfEachLabelOverAllImages) {
  const auto features = torch::randn({2, 3, 4, 5});
  auto labels = torch::zeros({2, 4, 5}, torch::kLong);
  labels[0].slice(0, 0, 2) = 1;
  labels[1][3] = 1;
  const auto prototypes = prototypes_of_labels(features.unsqueeze(0), labels.unsqueeze(0), 3)[0];
  const auto of_one =
      torch::cat({features[0].slice(1, 0, 2).flatten(1), features[1].select(1, 3)}, 1).mean(1);
  EXPECT_LT(max_difference(prototypes[1], of_one), 1e-5);
  EXPECT_EQ(prototypes[2].abs().max().item<float>(), 0) << "a label that is nowhere";
}

}  // namespace
}  // namespace panet
