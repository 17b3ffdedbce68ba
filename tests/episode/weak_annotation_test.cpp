#include "panet/episode/weak_annotation.h"

#include <algorithm>
#include <functional>
#include <opencv2/imgproc.hpp>

#include "drawing.h"
#include "image/mask.h"
#include "image/opencv_view.h"
#include "support.h"

namespace panet {
namespace {

using test::Drawing;
using test::drawn;
using test::error_of;
using test::Tells;
using testing::ElementsAre;

constexpr int kSeeds = 20;

Mask rectangle(PictureSize size, Point a, Point b) {
  Mask mask(size);
  fill_rectangle(mask, a, b);
  return mask;
}

Mask disc(PictureSize size, Point centre, double radius) {
  Mask mask(size);
  fill_circle(mask, centre, radius);
  return mask;
}

Mask ring(PictureSize size, Point centre, double outer, double inner) {
  return disc(size, centre, outer) & ~disc(size, centre, inner);
}

bool is_within(const Mask& stroke, const Mask& region) {
  return !any(stroke & ~region);
}

int pieces(const Mask& mask) {
  cv::Mat numbers;
  return cv::connectedComponents(mat_view(mask), numbers) - 1;
}

// How many columns hold a pixel.
int64_t reach(const Mask& mask) {
  Mask columns(1, mask.width());
  for (int64_t y = 0; y < mask.height(); ++y)
    std::ranges::transform(columns.all(), mask.row(y), columns.all().begin(), std::bit_or());
  return count(columns);
}

// The row that a stroke's pixels lie in.
double mean_row(const Mask& mask) {
  int64_t sum = 0;
  for (int64_t y = 0; y < mask.height(); ++y) sum += y * std::ranges::count(mask.row(y), 1);
  return static_cast<double>(sum) / static_cast<double>(count(mask));
}

// Scribbles.

TEST(ScribbleAnnotation, StrokesLieWithinTheirRegions) {
  const PictureSize size = {120, 160};
  for (const auto& region :
       {rectangle(size, {20, 30}, {140, 60}), rectangle(size, {0, 0}, {160, 40}),
        disc(size, {80, 60}, 50), ring(size, {80, 60}, 50, 30), disc(size, {0, 0}, 60)}) {
    for (int seed = 0; seed < kSeeds; ++seed) {
      const auto scribble = scribble_annotation(region, ~region, seed, {.dilation = 4});
      EXPECT_TRUE(is_within(scribble.foreground, region));
      EXPECT_TRUE(is_within(scribble.background, ~region));
      EXPECT_GT(count(scribble.foreground), 0);
      EXPECT_GT(count(scribble.background), 0);
    }
  }
}

TEST(ScribbleAnnotation, AStrokeFollowsTheMiddleOfALongRegionAlmostToItsEnds) {
  const auto region = rectangle({100, 300}, {10, 30}, {290, 70});
  for (int seed = 0; seed < kSeeds; ++seed) {
    const auto stroke = scribble_annotation(region, ~region, seed).foreground;
    EXPECT_EQ(pieces(stroke), 1);
    EXPECT_GT(reach(stroke), 0.4 * 280);
    EXPECT_LT(reach(stroke), 280);
    EXPECT_NEAR(mean_row(stroke), 50, 8);
    EXPECT_LT(count(stroke), 3 * 2 * 280) << "three pixels wide, and without detours";
  }
}

TEST(ScribbleAnnotation, AStrokeGoesAroundAHole) {
  const auto region = ring({200, 200}, {100, 100}, 90, 60);
  for (int seed = 0; seed < kSeeds; ++seed) {
    const auto stroke = scribble_annotation(region, ~region, seed).foreground;
    EXPECT_EQ(pieces(stroke), 1);
    EXPECT_GT(count(stroke), 3 * 90) << "half the ring is 236 pixels long";
  }
}

TEST(ScribbleAnnotation, TheLargestComponentCountsAlone) {
  const PictureSize size = {100, 100};
  const auto small = disc(size, {20, 20}, 10), large = disc(size, {60, 60}, 30);
  const auto both = small | large;
  EXPECT_TRUE(is_within(scribble_annotation(both, ~both, 1).foreground, large));
}

TEST(ScribbleAnnotation, EqualSeedsDrawEqualStrokesAndOthersDoNot) {
  const auto region = disc({100, 120}, {60, 50}, 40);
  const auto draw = [&](uint64_t seed) { return scribble_annotation(region, ~region, seed); };
  EXPECT_EQ(draw(5).foreground, draw(5).foreground);
  EXPECT_EQ(draw(5).background, draw(5).background);
  for (int seed = 0; seed < kSeeds; ++seed) {
    EXPECT_NE(draw(seed).foreground, draw(seed + 1).foreground);
    EXPECT_NE(draw(seed).background, draw(seed + 1).background);
  }
}

TEST(ScribbleAnnotation, WidthAndDilationMakeAStrokeWider) {
  const auto region = disc({200, 200}, {100, 100}, 80);
  const auto area_of = [&](const ScribbleOptions& options) {
    return count(scribble_annotation(region, ~region, 3, options).foreground);
  };
  EXPECT_LT(area_of({.width = 1}), area_of({.width = 3}));
  EXPECT_LT(area_of({.width = 3}), area_of({.width = 3, .dilation = 1}));
  EXPECT_EQ(area_of({.width = 7}), area_of({.width = 3, .dilation = 2}));
  EXPECT_EQ(area_of({.width = 10'000, .dilation = 10'000}), count(region));
}

TEST(ScribbleAnnotation, NoRegionIsTooSmallAndOfNoneThereIsNoStroke) {
  for (const Drawing& drawing : {Drawing{"0000", "0010", "0000"}, Drawing{"1000", "0000"},
                                 Drawing{"0001"}, Drawing{"10", "01"}}) {
    const auto region = test::mask_of(drawing);
    for (int seed = 0; seed < kSeeds; ++seed) {
      const auto scribble = scribble_annotation(region, ~region, seed, {.width = 1});
      EXPECT_GT(count(scribble.foreground), 0);
      EXPECT_GT(count(scribble.background), 0);
      EXPECT_TRUE(is_within(scribble.foreground, region));
    }
  }
  const auto all = Mask::filled({5, 4}, 1);
  const auto scribble = scribble_annotation(~all, all, 1);
  EXPECT_EQ(count(scribble.foreground), 0);
  EXPECT_GT(count(scribble.background), 0);
  EXPECT_TRUE(scribble_annotation(Mask(0, 7), Mask(0, 7), 1).foreground.empty());
}

TEST(ScribbleAnnotation, ThinAndWindingRegionsAreFollowed) {
  const auto region = test::mask_of(
      {"11111111111110", "00000000000001", "01111111111110", "10000000000000", "01111111111111"});
  for (int seed = 0; seed < kSeeds; ++seed) {
    const auto stroke = scribble_annotation(region, ~region, seed, {.width = 1}).foreground;
    EXPECT_GT(count(stroke), 8);
  }
}

TEST(ScribbleAnnotation, MasksAndOptionsThatDoNotFitAreTold) {
  const Mask mask(4, 5);
  EXPECT_THAT(error_of([&] { scribble_annotation(mask, Mask(5, 4), 1); }), Tells("differ in size"));
  for (const auto& options : {ScribbleOptions{.width = 0}, ScribbleOptions{.width = 10'001},
                              ScribbleOptions{.dilation = -1}})
    EXPECT_THAT(error_of([&] { scribble_annotation(mask, mask, 1, options); }),
                Tells("width of 1 to 10000", "dilation of 0 to 10000"));
}

// Boxes.

Drawing boxes_of(const Drawing& instances) {
  return drawn(box_annotation(test::instances_of(instances)));
}

TEST(BoxAnnotation, TheLargestInstancesBoxIsForegroundAndNoneOfTheBoxesIsBackground) {
  EXPECT_THAT(boxes_of({"010000",  //
                        "011002",  //
                        "000022"}),
              ElementsAre("bFFbbb", "bFFb..", "bbbb.."));
}

TEST(BoxAnnotation, OfEquallyLargeInstancesTheSmallestNumberCounts) {
  EXPECT_THAT(boxes_of({"7700", "0003", "0003"}), ElementsAre("..bb", "bbbF", "bbbF"));
}

TEST(BoxAnnotation, AreaCountsNotTheSizeOfTheBox) {
  EXPECT_THAT(boxes_of({"10022", "00022", "00100"}), ElementsAre("...FF", "...FF", "...bb"));
}

TEST(BoxAnnotation, WithoutInstancesAllIsBackground) {
  EXPECT_THAT(boxes_of({"00", "00"}), ElementsAre("bb", "bb"));
}

}  // namespace
}  // namespace panet
