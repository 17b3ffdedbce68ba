#include "model/presence.h"

#include "base/parallel.h"
#include "maps.h"
#include "panet/base/thread_count.h"
#include "random_maps.h"
#include "support.h"

namespace panet {
namespace {

using test::features_of;
using test::written;
using testing::FloatNear;
using testing::Pointwise;

// 100 features of which `count` point along the first axis, the others along the second.
Features features_with(int64_t count) {
  Map<float> rows(100, 3);
  for (int64_t i = 0; i < 100; ++i) rows.at(i, i < count ? 0 : 1) = 7;  // lengths do not matter
  return features_of(rows, {10, 10});
}

double presence_in(const Features& features, const PresenceDetectors& detectors) {
  return presences(FeatureDirections(features), detectors).at(0);
}

PresenceDetectors along_the_first_axis() {
  return {.directions = written<Map<float>>({{2, 0, 0}}),
          .surroundings = Map<float>(1, 3),
          .thresholds = {0.5f},
          .slopes = {4}};
}

TEST(Presence, IsALogisticFunctionOfTheTwoPercentThatAreNearest) {
  const auto detectors = along_the_first_axis();
  EXPECT_NEAR(presence_in(features_with(0), detectors), 1 / (1 + std::exp(2.0)), 1e-6);
  EXPECT_NEAR(presence_in(features_with(1), detectors), 0.5, 1e-6);  // the mean of 1 and 0
  EXPECT_NEAR(presence_in(features_with(2), detectors), 1 / (1 + std::exp(-2.0)), 1e-6);
  EXPECT_NEAR(presence_in(features_with(90), detectors), 1 / (1 + std::exp(-2.0)), 1e-6);
}

TEST(Presence, GrowsWithWhatTheImageIsLikeAsAWhole) {
  auto detectors = along_the_first_axis();
  detectors.surroundings = written<Map<float>>({{0, 3, 0}});
  // The two nearest have cosine 1, the mean of the directions is (0.2, 0.8, 0).
  EXPECT_NEAR(presence_in(features_with(20), detectors),
              1 / (1 + std::exp(-4 * (1 + 3 * 0.8 - 0.5))), 1e-6);
}

TEST(Presence, IsTheSameWhateverTheThreads) {
  test::Random random(7);
  const auto features = features_of(test::random_map(random, {400, 64}), {20, 20});
  const PresenceDetectors detectors = {.directions = test::random_map(random, {3, 64}),
                                       .surroundings = test::random_map(random, {3, 64}),
                                       .thresholds = {0.1f, 0.2f, 0.3f},
                                       .slopes = {5, 10, 15}};
  set_thread_count(1);
  const auto alone = presences(FeatureDirections(features), detectors);
  set_thread_count(4);
  EXPECT_EQ(presences(FeatureDirections(features), detectors), alone);
}

// A world that varies along the second axis most, and hardly along the third.
DirectionStatistics world() {
  return {.mean = written<Map<float>>({{0.5f, 0.5f, 0.5f}}),
          .axes = written<Map<float>>({{0, 1, 0}, {1, 0, 0}, {0, 0, 1}}),
          .variances = written<Map<float>>({{0.1f, 0.01f, 0.001f}})};
}

// Shots of an object in surroundings that are as the world is.
std::vector<ShotDirections> shots_of(const std::vector<std::vector<float>>& objects) {
  std::vector<ShotDirections> shots;
  for (const auto& object : objects)
    shots.push_back(
        {.object = object, .surroundings = {0.5f, 0.5f, 0.5f}, .image = {0.5f, 0.5f, 0.5f}});
  return shots;
}

Features same(std::initializer_list<float> feature) {
  Map<float> rows(100, 3);
  for (int64_t i = 0; i < 100; ++i) std::ranges::copy(feature, rows.row(i).begin());
  return features_of(rows, {10, 10});
}

TEST(PresenceDetectors, LookWhereTheWorldVariesLittle) {
  const auto shots = shots_of({{0.6f, 0.6f, 0.6f}});  // as far from the mean along every axis
  const auto direction = presence_detectors({shots}, world()).directions;
  EXPECT_GT(direction.at(0, 2), 2 * direction.at(0, 0));
  EXPECT_GT(direction.at(0, 0), 2 * direction.at(0, 1));
  EXPECT_NEAR(direction.at(0, 0) / direction.at(0, 1), (0.1f + 0.005f) / (0.01f + 0.005f), 1e-4f);
}

TEST(PresenceDetectors, PutTheThresholdBetweenTheWorldAndTheObject) {
  const auto shots = shots_of({{0.98f, 0.1f, 0.17f}, {0.95f, 0.2f, 0.2f}});
  const auto detectors = presence_detectors({shots}, world());
  EXPECT_GT(presence_in(same({0.97f, 0.15f, 0.18f}), detectors), 0.5);
  EXPECT_LT(presence_in(same({0.5f, 0.5f, 0.5f}), detectors), 0.25);
  EXPECT_LT(presence_in(same({0.4f, 0.8f, 0.4f}), detectors), 0.25);
}

TEST(PresenceDetectors, AskForMoreWhereTheShotsAgree) {
  const auto agree = shots_of({{0.9f, 0.5f, 0.5f}, {0.9f, 0.5f, 0.5f}});
  const auto differ = shots_of({{0.9f, 0.5f, 0.9f}, {0.9f, 0.5f, 0.1f}});  // of the same mean
  const auto detectors = presence_detectors({agree, differ}, world());
  EXPECT_NEAR(detectors.directions.at(0, 0), detectors.directions.at(1, 0), 1e-4);
  EXPECT_GT(detectors.thresholds[0], detectors.thresholds[1]);
}

TEST(PresenceDetectors, AskForMoreWhereOtherClassesAreAlike) {
  const auto shots = shots_of({{0.9f, 0.5f, 0.8f}, {0.9f, 0.4f, 0.9f}});
  const auto alike = shots_of({{0.8f, 0.5f, 0.8f}}), unlike = shots_of({{0.4f, 0.5f, 0.3f}});
  const float alone = presence_detectors({shots}, world()).thresholds[0];
  EXPECT_GT(presence_detectors({shots, alike}, world()).thresholds[0], alone);
  EXPECT_EQ(presence_detectors({shots, unlike}, world()).thresholds[0], alone);
}

TEST(PresenceDetectors, ExpectAnObjectWhereItStood) {
  auto shots = shots_of({{0.98f, 0.1f, 0.17f}, {0.95f, 0.2f, 0.2f}});
  for (auto& shot : shots) shot.surroundings = {0.1f, 0.3f, 0.9f};
  const auto detectors = presence_detectors({shots}, world());
  EXPECT_GT(detectors.surroundings.at(0, 2), 0);  // more of the third axis than the world has
  EXPECT_LT(detectors.surroundings.at(0, 0), 0);
}

TEST(ShotDirections, AreMeansUnderTheMasks) {
  // 2 x 2 features of different lengths: left along the first axis, right along the second.
  const auto features = features_of(written<Map<float>>({{4, 0}, {0, 1}, {9, 0}, {0, 2}}), {2, 2});
  const auto left = written<Mask>({{1, 0}, {1, 0}}), upper = written<Mask>({{1, 1}, {0, 0}});
  const auto shot = shot_directions(features, left, upper);
  EXPECT_THAT(shot.object, Pointwise(FloatNear(1e-6f), {1, 0}));
  EXPECT_THAT(shot.surroundings, Pointwise(FloatNear(1e-6f), {0.5f, 0.5f}));
  EXPECT_THAT(shot.image, Pointwise(FloatNear(1e-6f), {0.5f, 0.5f}));
}

TEST(MarginDetectors, CompareTheClassWithTheBackground) {
  const auto detectors = margin_detectors(written<Map<float>>({{0, 3, 0}, {5, 0, 0}}));
  EXPECT_EQ(detectors.directions, written<Map<float>>({{1, -1, 0}}));
  EXPECT_GT(presence_in(features_with(50), detectors), 0.5);
  EXPECT_LT(presence_in(features_with(0), detectors), 0.1);
}

TEST(LearnedDetectors, CompareWithTheBackgroundWhereNothingIsKnownOfTheWorld) {
  const auto prototypes = written<Map<float>>({{0, 3, 0}, {5, 0, 0}});
  const std::vector<PooledShots> shots = {
      {.foreground = {{5, 0, 0}}, .background = {{0, 3, 0}}, .directions = shots_of({{1, 0, 0}})}};
  const auto known = world();
  EXPECT_EQ(learned_detectors(shots, prototypes, nullptr).directions,
            margin_detectors(prototypes).directions);
  EXPECT_EQ(learned_detectors(shots, prototypes, &known).directions,
            presence_detectors({shots[0].directions}, known).directions);
}

}  // namespace
}  // namespace panet
