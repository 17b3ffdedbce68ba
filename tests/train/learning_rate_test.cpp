#include "train/learning_rate.h"

#include "support.h"

namespace panet {
namespace {

TEST(LearningRate, FallsTenfoldEveryTenThousandStepsAsInThePaper) {
  const TrainingConfig config;
  EXPECT_DOUBLE_EQ(learning_rate(config, 0), 1e-3);
  EXPECT_DOUBLE_EQ(learning_rate(config, 9'999), 1e-3);
  EXPECT_DOUBLE_EQ(learning_rate(config, 10'000), 1e-4);
  EXPECT_DOUBLE_EQ(learning_rate(config, 29'999), 1e-5);
}

TEST(LearningRate, FallsAlongACosine) {
  TrainingConfig config;
  config.steps = 100;
  config.schedule.kind = "cosine";
  EXPECT_DOUBLE_EQ(learning_rate(config, 0), 1e-3);
  EXPECT_DOUBLE_EQ(learning_rate(config, 50), 0.5e-3);
  EXPECT_LT(learning_rate(config, 99), 1e-6);
  config.schedule.final = 0.1;
  EXPECT_DOUBLE_EQ(learning_rate(config, 50), 0.55e-3);
  EXPECT_NEAR(learning_rate(config, 100), 1e-4, 1e-12);
}

TEST(LearningRate, RisesFirstWhereThereIsAWarmup) {
  TrainingConfig config;
  config.schedule.kind = "constant";
  config.schedule.warmup = 3;
  EXPECT_DOUBLE_EQ(learning_rate(config, 0), 0.25e-3);
  EXPECT_DOUBLE_EQ(learning_rate(config, 2), 0.75e-3);
  EXPECT_DOUBLE_EQ(learning_rate(config, 3), 1e-3);
  EXPECT_DOUBLE_EQ(learning_rate(config, 12'345), 1e-3);
}

}  // namespace
}  // namespace panet
