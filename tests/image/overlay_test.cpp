#include "panet/image/overlay.h"

#include <algorithm>
#include <utility>

#include "camera_picture.h"
#include "maps.h"
#include "panet/image/shapes.h"
#include "picture_files.h"
#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::noise;
using test::Tells;

const std::vector<Colour> colours = {{200, 0, 0}, {0, 0, 200}};

Picture grey_picture(int64_t height, int64_t width) {
  return Picture::filled({height, width}, {100, 100, 100});
}

// A disc of label 1 and one of label 2.
Labels two_discs(int64_t height, int64_t width) {
  Mask first(height, width), second(height, width);
  const double h = static_cast<double>(height), w = static_cast<double>(width);
  fill_circle(first, {0.3 * w, 0.5 * h}, 0.2 * h);
  fill_circle(second, {0.7 * w, 0.5 * h}, 0.2 * h);
  return mapped<Labels>(first, second,
                        [](int a, int b) { return static_cast<uint8_t>(a + 2 * b); });
}

TEST(Overlay, LaysHalfOfTheColourOverALabelAndLeavesTheRest) {
  const Picture result = overlay(grey_picture(200, 300), two_discs(200, 300), colours);
  EXPECT_THAT(result.at(100, 90), testing::ElementsAre(150, 50, 50));
  EXPECT_THAT(result.at(100, 210), testing::ElementsAre(50, 50, 150));
  EXPECT_THAT(result.at(100, 150), testing::ElementsAre(100, 100, 100));
  EXPECT_THAT(result.at(5, 5), testing::ElementsAre(100, 100, 100));
}

TEST(Overlay, DrawsALineOfTheColourAroundALabel) {
  const Picture result = overlay(grey_picture(600, 800), two_discs(600, 800), colours);
  const Picture upper_rim = test::part(result, 176, 185, 240, 241);  // of the first disc
  EXPECT_NE(std::ranges::find(upper_rim.all(), colours[0]), upper_rim.all().end());
}

TEST(Overlay, LinesGrowWithThePicture) {
  // Pixels that are neither the picture's nor the mixed colour belong to lines.
  const auto share_of_lines = [](int64_t height, int64_t width) {
    const auto result = overlay(grey_picture(height, width), two_discs(height, width), colours);
    const auto lines = std::ranges::count_if(result.all(), [](const Colour& colour) {
      return colour[0] != 100 && colour[0] != 150 && colour[0] != 50;
    });
    return static_cast<double>(lines) / static_cast<double>(result.size());
  };
  EXPECT_NEAR(share_of_lines(1200, 1600), share_of_lines(600, 800), 0.01);
  EXPECT_GT(share_of_lines(600, 800), 0.01);
}

TEST(Overlay, WithoutLabelsIsThePictureItself) {
  const Picture picture = test::ramps(40, 50), result = overlay(picture, Labels(40, 50), {});
  EXPECT_EQ(result, picture);
  EXPECT_NE(result.all().data(), picture.all().data());
}

TEST(Overlay, DoesNotTouchItsInput) {
  const Picture picture = grey_picture(60, 80);
  overlay(picture, two_discs(60, 80), colours);
  EXPECT_EQ(picture, grey_picture(60, 80));
}

TEST(Overlay, DrawsIntoThePictureItself) {
  Picture picture = test::ramps(60, 80);
  const Picture expected = overlay(picture, two_discs(60, 80), colours);
  draw_overlay(picture, two_discs(60, 80), colours);
  EXPECT_EQ(picture, expected);
}

// There not every pixel of a border is looked at.
TEST(Overlay, TheLinesOfAVeryLargePictureLieOnTheBorder) {
  constexpr int64_t kHeight = 301, kWidth = 11405, kBorder = 5701;
  const auto labels = test::made<Labels>(
      kHeight, kWidth, [](int64_t, int64_t x) { return static_cast<uint8_t>(x >= kBorder); });
  const Picture result = overlay(grey_picture(kHeight, kWidth), labels, {{200, 0, 0}});
  EXPECT_EQ(result.at(150, kBorder - 12), (Colour{200, 0, 0}));
  EXPECT_EQ(result.at(150, kBorder + 12), (Colour{200, 0, 0}));
  EXPECT_EQ(result.at(150, kBorder - 40), (Colour{100, 100, 100}));
  EXPECT_EQ(result.at(150, kBorder + 40), (Colour{150, 50, 50}));
}

TEST(Overlay, TakesAnyShapeOfLabels) {
  for (const auto& [height, width] : {std::pair{1, 1}, {1, 50}, {50, 1}, {30, 40}}) {
    const PictureSize size = {height, width};
    for (const Labels& labels : {Labels::filled(size, 1), noise<Labels>(height, width, 3)})
      EXPECT_EQ(overlay(grey_picture(height, width), labels, colours).dimensions(), size);
  }
}

TEST(Overlay, TakesAPictureOfAnyOrderOfChannelsWithGapsBetweenItsRows) {
  const Picture picture = test::ramps(60, 80);
  EXPECT_EQ(overlay(test::CameraPicture(picture).view(), two_discs(60, 80), colours),
            overlay(picture, two_discs(60, 80), colours));
}

// However long the run of a label in a row is, and wherever it begins.
TEST(Overlay, MixesEveryPixelOfALabel) {
  const auto picture = noise<Picture>(140, 141);
  const auto labels = test::made<Labels>(140, 141, [](int64_t y, int64_t x) {
    return static_cast<uint8_t>(x >= y / 2 && x < y ? 1 : 0);
  });
  const Colour colour = {201, 10, 30};
  const Picture result = overlay(picture, labels, {colour});
  for (int64_t y = 40; y < 135; ++y)  // without what lines may cover
    for (int64_t x = y / 2 + 5; x < y - 5; ++x)
      for (std::size_t c = 0; c < 3; ++c)
        ASSERT_EQ(result.at(y, x)[c], (picture.at(y, x)[c] + colour[c] + 1) / 2) << y << ", " << x;
}

TEST(Overlay, TakesAllTwoHundredFiftyFiveLabels) {
  const auto labels = test::made<Labels>(
      16, 16, [](int64_t y, int64_t x) { return static_cast<uint8_t>(16 * y + x); });
  EXPECT_EQ(
      overlay(grey_picture(16, 16), labels, std::vector<Colour>(255, Colour{9, 9, 9})).height(),
      16);
}

TEST(Overlay, RefusesLabelsThatDoNotFit) {
  const Picture picture = grey_picture(4, 6);
  const auto labels = Labels::filled({4, 6}, 3);
  EXPECT_THAT(error_of([&] { overlay(picture, labels, colours); }),
              Tells("label 3 has no colour", "2 colours"));
  EXPECT_THAT(error_of([&] { overlay(picture, Labels(6, 4), colours); }),
              Tells("the picture's size, 4 x 6, not 6 x 4"));
  EXPECT_THAT(error_of([&] { overlay(picture, {}, colours); }), Tells("not 0 x 0"));
  EXPECT_THAT(error_of([&] { overlay({}, labels, colours); }),
              Tells("overlay", "at least one pixel"));
}

}  // namespace
}  // namespace panet
