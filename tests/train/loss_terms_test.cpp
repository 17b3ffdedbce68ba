#include "panet/train/loss_terms.h"

#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::Tells;

TEST(LossTerms, AreThePapersByDefault) {
  const auto weights = loss_weights({});
  EXPECT_EQ(weights.query, 1);
  EXPECT_EQ(weights.alignment, 1);
  EXPECT_EQ(weights.self_support, 0);
  EXPECT_EQ(weights.base, 0);
}

TEST(LossTerms, FollowTheConfiguration) {
  TrainingConfig config;
  config.par = false;
  config.self_weight = 0.5;
  config.base.weight = 2;
  const auto weights = loss_weights(config);
  EXPECT_EQ(weights.alignment, 0);
  EXPECT_EQ(weights.self_support, 0.5);
  EXPECT_EQ(weights.base, 2);
}

TEST(LossTerms, CannotAllBeOff) {
  TrainingConfig config;
  config.query_weight = config.par_weight = 0;
  EXPECT_THAT(error_of([&] { loss_weights(config); }), Tells("query_weight", "nothing to learn"));
}

TEST(LossTerms, AreAddedWithTheirWeights) {
  const auto number = [](double value) { return torch::full({}, value); };
  const LossTerms<torch::Tensor> terms = {number(1), number(2), number(4), number(1e30)};
  EXPECT_EQ(weighted_sum(terms, {.query = 1, .alignment = 0, .self_support = 0.5}).item<double>(),
            3);
}

}  // namespace
}  // namespace panet
