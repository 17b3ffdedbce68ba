#include "model/stroke_correction.h"

#include <cmath>

#include "maps.h"
#include "random_maps.h"
#include "support.h"

namespace panet {
namespace {

constexpr PictureSize kGrid = {20, 30};

// Stripes of two kinds, each five cells wide, that are nothing like each other; masks and features
// have one size here.
bool is_first_kind(int64_t x) {
  return x / 5 % 2 == 0;
}

Features stripes() {
  auto values = Map<float>(kGrid.height * kGrid.width, 2);
  for (int64_t i = 0; i < values.height(); ++i)
    values.at(i, is_first_kind(i % kGrid.width) ? 0 : 1) = 3;
  return test::features_of(values, kGrid);
}

Mask dot(int64_t y, int64_t x) {
  Mask mask(kGrid);
  mask.at(y, x) = 1;
  return mask;
}

Map<float> correction(const Mask& on, const Mask& beside, float margin) {
  const auto features = stripes();
  return stroke_correction(FeatureDirections(features), on, beside,
                           Map<float>::filled(kGrid, margin));
}

TEST(StrokeCorrection, UnderAStrokeItIsAlmostWhatIsAmiss) {
  const auto found = correction(dot(10, 2), dot(10, 22), -3);
  EXPECT_NEAR(found.at(10, 2), 7, 0.5);     // from -3 to the 4 that are aimed at
  EXPECT_NEAR(found.at(10, 22), -1, 0.25);  // from -3 to -4
}

TEST(StrokeCorrection, WhatLooksAlikeFollowsTheNearerTheMore) {
  const auto found = correction(dot(10, 2), Mask(kGrid), -3);
  EXPECT_GT(found.at(10, 4), 6);
  EXPECT_GT(found.at(10, 4), found.at(10, 12));  // a stripe further on
  EXPECT_GT(found.at(10, 12), 1);
  EXPECT_LT(found.at(10, 24), 0.5);
  EXPECT_LT(found.at(10, 6), 0.3);  // of the other kind, next to it
}

TEST(StrokeCorrection, StrokesOverWhatIsRightChangeNothing) {
  EXPECT_EQ(correction(dot(10, 2), Mask(kGrid), 5), Map<float>(kGrid));
  EXPECT_EQ(correction(Mask(kGrid), dot(10, 2), -5), Map<float>(kGrid));
}

TEST(StrokeCorrection, WithoutStrokesThereIsNothingToCorrect) {
  EXPECT_EQ(correction(Mask(kGrid), Mask(0, 0), -3), Map<float>(kGrid));
}

TEST(StrokeCorrection, AStrokeMayCoverAllOfAnImage) {
  auto all = Mask::filled(kGrid, 1);  // 600 cells, more than are looked at
  const auto found = correction(all, Mask(kGrid), -3);
  for (const float value : found.all()) EXPECT_NEAR(value, 7, 1);
}

TEST(StrokeCorrection, StrokesHaveAnySizeInTheImagesProportions) {
  Mask large(200, 300);
  for (int64_t y = 100; y < 110; ++y)
    for (int64_t x = 20; x < 30; ++x) large.at(y, x) = 1;
  const auto found = correction(large, Mask(200, 300), -3);
  const auto same = correction(dot(10, 2), Mask(kGrid), -3);
  EXPECT_NEAR(found.at(10, 4), same.at(10, 4), 0.5);
}

}  // namespace
}  // namespace panet
