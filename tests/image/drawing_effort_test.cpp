#include "image/drawing_effort.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::Tells;

constexpr PictureSize kLarge = {.height = 3000, .width = 4000};

TEST(ShapeBox, IsAroundWhatIsDrawn) {
  const ShapeBox box = box_around({{10.5, 20}, {30, 25.5}}, 4, kLarge);
  EXPECT_LE(box.left, 8);
  EXPECT_GE(box.right, 32);
  EXPECT_LE(box.top, 18);
  EXPECT_GE(box.bottom, 28);
  EXPECT_LT(box.pixels(), 30 * 20);
}

TEST(ShapeBox, IsOfThePictureWhateverThePointsAre) {
  for (const double far : {1e9, 1e300, double{INFINITY}, double{NAN}}) {
    const ShapeBox box = box_around({{far, -far}, {-far, far}, {1, 1}}, 9, kLarge);
    EXPECT_GE(std::min(box.top, box.left), 0);
    EXPECT_LE(box.bottom, kLarge.height);
    EXPECT_LE(box.right, kLarge.width);
  }
  EXPECT_EQ(box_around({}, 9, kLarge).pixels(), 0);
  EXPECT_EQ(box_around({{-50, -50}, {-20, -20}}, 9, kLarge).pixels(), 0);
}

TEST(ShapeBox, OfTwoIsAroundBoth) {
  const ShapeBox box = ShapeBox{.top = 1, .bottom = 3, .left = 4, .right = 6} |
                       ShapeBox{.top = 2, .bottom = 9, .left = 1, .right = 5};
  EXPECT_EQ(box.pixels(), 8 * 5);
  EXPECT_EQ((ShapeBox{} | box).pixels(), 8 * 5);
}

TEST(DrawingEffort, TakesWhatAPersonDraws) {
  DrawingEffort effort(kLarge);
  for (int stroke = 0; stroke < 20; ++stroke)
    effort.spend(std::vector<Point>(2000, {2000, 1500}), 200);
  for (int outline = 0; outline < 300; ++outline)
    effort.spend({{0, 0}, {4000, 0}, {4000, 3000}, {0, 3000}}, 0);
  for (int of_class = 0; of_class < 1000; ++of_class) effort.spend_on_mask();
}

TEST(DrawingEffort, EndsAtShapesBeyondCounting) {
  DrawingEffort of_points(kLarge), of_outlines(kLarge), of_masks(kLarge);
  EXPECT_THAT(error_of([&] {
                of_points.spend(std::vector<Point>(49'999, {2000, 1500}), 4096);
              }),
              Tells("too many large shapes"));
  EXPECT_THAT(error_of([&] {
                for (int i = 0; i < 3000; ++i)
                  of_outlines.spend({{0, 0}, {4000, 0}, {4000, 3000}}, 0);
              }),
              Tells("too many large shapes"));
  EXPECT_THAT(error_of([&] {
                for (int i = 0; i < 4000; ++i) of_masks.spend_on_mask();
              }),
              Tells("too many large shapes"));
}

}  // namespace
}  // namespace panet
