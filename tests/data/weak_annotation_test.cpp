#include "panet/data/weak_annotation.h"

#include <opencv2/imgproc.hpp>

#include "drawing.h"
#include "support.h"

namespace panet {
namespace {

using test::Drawing;
using test::drawn;
using test::error_of;
using test::Tells;
using testing::ElementsAre;

constexpr int kSeeds = 20;

torch::Tensor empty_mask(int64_t height, int64_t width) {
  return torch::zeros({height, width}, torch::kUInt8);
}

torch::Tensor outside(const torch::Tensor& mask) {
  return mask.eq(0).to(torch::kUInt8);
}

torch::Tensor rectangle(PictureSize size, Point a, Point b) {
  torch::Tensor mask = empty_mask(size.height, size.width);
  fill_rectangle(mask, a, b);
  return mask;
}

torch::Tensor disc(PictureSize size, Point centre, double radius) {
  torch::Tensor mask = empty_mask(size.height, size.width);
  fill_circle(mask, centre, radius);
  return mask;
}

int64_t area(const torch::Tensor& mask) {
  return mask.sum().item<int64_t>();
}

bool is_within(const torch::Tensor& stroke, const torch::Tensor& region) {
  return !stroke.logical_and(region.eq(0)).any().item<bool>();
}

int pieces(const torch::Tensor& mask) {
  const cv::Mat view(static_cast<int>(mask.size(0)), static_cast<int>(mask.size(1)), CV_8U,
                     mask.data_ptr());
  cv::Mat numbers;
  return cv::connectedComponents(view, numbers) - 1;
}

// How many columns hold a pixel.
int64_t reach(const torch::Tensor& mask) {
  return area(mask.amax(0));
}

// Scribbles.

TEST(ScribbleAnnotation, StrokesLieWithinTheirRegions) {
  const PictureSize size = {120, 160};
  for (const auto& region :
       {rectangle(size, {20, 30}, {140, 60}), rectangle(size, {0, 0}, {160, 40}),
        disc(size, {80, 60}, 50), disc(size, {80, 60}, 50) - disc(size, {80, 60}, 30),
        disc(size, {0, 0}, 60)}) {
    for (int seed = 0; seed < kSeeds; ++seed) {
      const auto scribble = scribble_annotation(region, outside(region), seed, {.dilation = 4});
      EXPECT_TRUE(is_within(scribble.foreground, region));
      EXPECT_TRUE(is_within(scribble.background, outside(region)));
      EXPECT_GT(area(scribble.foreground), 0);
      EXPECT_GT(area(scribble.background), 0);
    }
  }
}

TEST(ScribbleAnnotation, AStrokeFollowsTheMiddleOfALongRegionAlmostToItsEnds) {
  const auto region = rectangle({100, 300}, {10, 30}, {290, 70});
  for (int seed = 0; seed < kSeeds; ++seed) {
    const auto stroke = scribble_annotation(region, outside(region), seed).foreground;
    EXPECT_EQ(pieces(stroke), 1);
    EXPECT_GT(reach(stroke), 0.4 * 280);
    EXPECT_LT(reach(stroke), 280);
    const auto rows = stroke.nonzero().select(1, 0).to(torch::kDouble);
    EXPECT_NEAR(rows.mean().item<double>(), 50, 8);
    EXPECT_LT(area(stroke), 3 * 2 * 280) << "three pixels wide, and without detours";
  }
}

TEST(ScribbleAnnotation, AStrokeGoesAroundAHole) {
  const PictureSize size = {200, 200};
  const auto ring = disc(size, {100, 100}, 90) - disc(size, {100, 100}, 60);
  for (int seed = 0; seed < kSeeds; ++seed) {
    const auto stroke = scribble_annotation(ring, outside(ring), seed).foreground;
    EXPECT_EQ(pieces(stroke), 1);
    EXPECT_GT(area(stroke), 3 * 90) << "half the ring is 236 pixels long";
  }
}

TEST(ScribbleAnnotation, TheLargestComponentCountsAlone) {
  const PictureSize size = {100, 100};
  const auto small = disc(size, {20, 20}, 10), large = disc(size, {60, 60}, 30);
  const auto both = small + large;
  EXPECT_TRUE(is_within(scribble_annotation(both, outside(both), 1).foreground, large));
}

TEST(ScribbleAnnotation, EqualSeedsDrawEqualStrokesAndOthersDoNot) {
  const auto region = disc({100, 120}, {60, 50}, 40);
  const auto draw = [&](uint64_t seed) {
    return scribble_annotation(region, outside(region), seed);
  };
  EXPECT_TRUE(draw(5).foreground.equal(draw(5).foreground));
  EXPECT_TRUE(draw(5).background.equal(draw(5).background));
  for (int seed = 0; seed < kSeeds; ++seed) {
    EXPECT_FALSE(draw(seed).foreground.equal(draw(seed + 1).foreground));
    EXPECT_FALSE(draw(seed).background.equal(draw(seed + 1).background));
  }
}

TEST(ScribbleAnnotation, WidthAndDilationMakeAStrokeWider) {
  const auto region = disc({200, 200}, {100, 100}, 80);
  const auto area_of = [&](const ScribbleOptions& options) {
    return area(scribble_annotation(region, outside(region), 3, options).foreground);
  };
  EXPECT_LT(area_of({.width = 1}), area_of({.width = 3}));
  EXPECT_LT(area_of({.width = 3}), area_of({.width = 3, .dilation = 1}));
  EXPECT_EQ(area_of({.width = 7}), area_of({.width = 3, .dilation = 2}));
  EXPECT_EQ(area_of({.width = 10'000, .dilation = 10'000}), area(region));
}

TEST(ScribbleAnnotation, NoRegionIsTooSmallAndOfNoneThereIsNoStroke) {
  for (const Drawing& drawing : {Drawing{"0000", "0010", "0000"}, Drawing{"1000", "0000"},
                                 Drawing{"0001"}, Drawing{"10", "01"}}) {
    const auto region = test::labels_of(drawing);
    for (int seed = 0; seed < kSeeds; ++seed) {
      const auto scribble = scribble_annotation(region, outside(region), seed, {.width = 1});
      EXPECT_GT(area(scribble.foreground), 0);
      EXPECT_GT(area(scribble.background), 0);
      EXPECT_TRUE(is_within(scribble.foreground, region));
    }
  }
  const auto all = torch::ones({5, 4}, torch::kUInt8);
  const auto scribble = scribble_annotation(outside(all), all, 1);
  EXPECT_EQ(area(scribble.foreground), 0);
  EXPECT_GT(area(scribble.background), 0);
  EXPECT_EQ(scribble_annotation(empty_mask(0, 7), empty_mask(0, 7), 1).foreground.numel(), 0);
}

TEST(ScribbleAnnotation, ThinAndWindingRegionsAreFollowed) {
  const auto region = test::labels_of(
      {"11111111111110", "00000000000001", "01111111111110", "10000000000000", "01111111111111"});
  for (int seed = 0; seed < kSeeds; ++seed) {
    const auto stroke = scribble_annotation(region, outside(region), seed, {.width = 1}).foreground;
    EXPECT_GT(area(stroke), 8);
  }
}

TEST(ScribbleAnnotation, MasksAndOptionsThatDoNotFitAreTold) {
  const auto mask = empty_mask(4, 5);
  EXPECT_THAT(error_of([&] { scribble_annotation(mask, empty_mask(5, 4), 1); }),
              Tells("differ in size"));
  EXPECT_THAT(error_of([&] { scribble_annotation(mask.to(torch::kFloat), mask, 1); }),
              Tells("H x W uint8"));
  for (const auto& options : {ScribbleOptions{.width = 0}, ScribbleOptions{.width = 10'001},
                              ScribbleOptions{.dilation = -1}})
    EXPECT_THAT(error_of([&] { scribble_annotation(mask, mask, 1, options); }),
                Tells("width of 1 to 10000", "dilation of 0 to 10000"));
}

// Boxes.

Drawing boxes_of(const Drawing& instances) {
  return drawn(box_annotation(test::labels_of(instances).to(torch::kInt32)));
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

TEST(BoxAnnotation, OtherTypesAreTold) {
  EXPECT_THAT(error_of([] { box_annotation(empty_mask(2, 2)); }), Tells("H x W int32"));
}

}  // namespace
}  // namespace panet
