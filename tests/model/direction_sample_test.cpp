#include "model/direction_sample.h"

#include "maps.h"
#include "model/cosine_classifier.h"
#include "random_maps.h"
#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::features_of;
using test::Tells;

constexpr int64_t kChannels = 8;

// Features around (1, ..., 1), which vary most along the third channel, then along the sixth.
Features image(test::Random& random, Features::Type type = Features::Type::kFloat32) {
  auto rows = test::random_map(random, {400, kChannels});
  for (int64_t i = 0; i < rows.height(); ++i)
    for (int64_t c = 0; c < kChannels; ++c)
      rows.at(i, c) = 3 + rows.at(i, c) * (c == 2 ? 2.0f : c == 5 ? 1.0f : 0.1f);
  return features_of(rows, {20, 20}, type);
}

DirectionStatistics statistics(uint64_t seed, int images, int64_t axes,
                               Features::Type type = Features::Type::kFloat32) {
  test::Random random(1);
  DirectionSample sample(seed);
  for (int i = 0; i < images; ++i) sample.add(image(random, type));
  EXPECT_EQ(sample.images(), images);
  return sample.statistics(axes);
}

TEST(DirectionSample, FindsTheAxesAlongWhichDirectionsVaryMost) {
  const auto world = statistics(7, 20, 3);
  ASSERT_EQ(world.axes.dimensions(), (PictureSize{3, kChannels}));
  EXPECT_GT(std::abs(world.axes.at(0, 2)), 0.9f);
  EXPECT_GT(std::abs(world.axes.at(1, 5)), 0.9f);
  EXPECT_GT(world.variances.at(0, 0), 2 * world.variances.at(0, 1));
  EXPECT_GT(world.variances.at(0, 1), 2 * world.variances.at(0, 2));
}

TEST(DirectionSample, MeasuresWhatDirectionsHaveAndNotFeatures) {
  const auto world = statistics(7, 20, kChannels);
  float squares = 0;  // of a vector of length 1: what the mean has and how far it varies around it
  for (const float value : world.mean.all()) squares += value * value;
  for (const float variance : world.variances.all()) squares += variance;
  EXPECT_NEAR(squares, 1, 1e-4);
}

TEST(DirectionSample, IsRepeatableByItsSeed) {
  EXPECT_EQ(statistics(7, 5, 4).axes, statistics(7, 5, 4).axes);
  EXPECT_NE(statistics(7, 5, 4).mean, statistics(8, 5, 4).mean);
}

TEST(DirectionSample, TakesFeaturesOfBothTypes) {
  const auto of_floats = statistics(7, 20, 2);
  const auto of_bfloats = statistics(7, 20, 2, Features::Type::kBFloat16);
  EXPECT_LT(test::max_difference(of_floats.mean.all(), of_bfloats.mean.all()), 1e-2);
  EXPECT_NEAR(of_floats.variances.at(0, 0), of_bfloats.variances.at(0, 0), 1e-2);
}

TEST(DirectionSample, NeedsMorePicturesThanNone) {
  EXPECT_THAT(error_of([] { DirectionSample(7).statistics(); }), Tells("0 picture(s) are too few"));
}

}  // namespace
}  // namespace panet
