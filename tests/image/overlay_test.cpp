#include "panet/image/overlay.h"

#include <utility>

#include "panet/image/shapes.h"
#include "picture_files.h"
#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::max_difference;
using test::Tells;

const std::vector<Colour> colours = {{200, 0, 0}, {0, 0, 200}};

torch::Tensor grey_picture(int64_t height, int64_t width) {
  return torch::full({height, width, 3}, 100, torch::kUInt8);
}

// A disc of label 1 and one of label 2.
torch::Tensor two_discs(int64_t height, int64_t width) {
  torch::Tensor first = torch::zeros({height, width}, torch::kUInt8), second = first.clone();
  const double h = static_cast<double>(height), w = static_cast<double>(width);
  fill_circle(first, {0.3 * w, 0.5 * h}, 0.2 * h);
  fill_circle(second, {0.7 * w, 0.5 * h}, 0.2 * h);
  return first + 2 * second;
}

std::vector<int> pixel(const torch::Tensor& picture, int64_t y, int64_t x) {
  return {picture[y][x][0].item<int>(), picture[y][x][1].item<int>(), picture[y][x][2].item<int>()};
}

TEST(Overlay, LaysHalfOfTheColourOverALabelAndLeavesTheRest) {
  const torch::Tensor result = overlay(grey_picture(200, 300), two_discs(200, 300), colours);
  EXPECT_THAT(pixel(result, 100, 90), testing::ElementsAre(150, 50, 50));
  EXPECT_THAT(pixel(result, 100, 210), testing::ElementsAre(50, 50, 150));
  EXPECT_THAT(pixel(result, 100, 150), testing::ElementsAre(100, 100, 100));
  EXPECT_THAT(pixel(result, 5, 5), testing::ElementsAre(100, 100, 100));
}

TEST(Overlay, DrawsALineOfTheColourAroundALabel) {
  const torch::Tensor result = overlay(grey_picture(600, 800), two_discs(600, 800), colours);
  const torch::Tensor upper_rim = result.slice(0, 176, 185).select(1, 240);  // of the first disc
  EXPECT_TRUE(upper_rim.eq(torch::tensor({200, 0, 0})).all(1).any().item<bool>());
}

TEST(Overlay, LinesGrowWithThePicture) {
  // Pixels that are neither the picture's nor the mixed colour belong to lines.
  const auto share_of_lines = [](int64_t height, int64_t width) {
    const torch::Tensor red =
        overlay(grey_picture(height, width), two_discs(height, width), colours).select(2, 0);
    const torch::Tensor plain = red.eq(100).logical_or(red.eq(150)).logical_or(red.eq(50));
    return 1 - plain.to(torch::kFloat).mean().item<double>();
  };
  EXPECT_NEAR(share_of_lines(1200, 1600), share_of_lines(600, 800), 0.01);
  EXPECT_GT(share_of_lines(600, 800), 0.01);
}

TEST(Overlay, WithoutLabelsIsThePictureItself) {
  const torch::Tensor picture = test::ramps(40, 50);
  const torch::Tensor result = overlay(picture, torch::zeros({40, 50}, torch::kUInt8), {});
  EXPECT_EQ(max_difference(result, picture), 0);
  EXPECT_NE(result.data_ptr(), picture.data_ptr());
}

TEST(Overlay, DoesNotTouchItsInput) {
  const torch::Tensor picture = grey_picture(60, 80), before = picture.clone();
  overlay(picture, two_discs(60, 80), colours);
  EXPECT_EQ(max_difference(picture, before), 0);
}

TEST(Overlay, TakesAnyShapeOfLabels) {
  for (const auto& [height, width] : {std::pair{1, 1}, {1, 50}, {50, 1}, {30, 40}}) {
    const torch::Tensor all = torch::ones({height, width}, torch::kUInt8);
    EXPECT_EQ(overlay(grey_picture(height, width), all, colours).size(0), height);
    const torch::Tensor noise = torch::randint(3, {height, width}, torch::kUInt8);
    EXPECT_EQ(overlay(grey_picture(height, width), noise, colours).size(1), width);
  }
  const torch::Tensor turned = two_discs(60, 80).t();
  EXPECT_EQ(max_difference(overlay(grey_picture(80, 60), turned, colours),
                           overlay(grey_picture(80, 60), turned.contiguous(), colours)),
            0);
}

TEST(Overlay, TakesAllTwoHundredFiftyFiveLabels) {
  const torch::Tensor labels = torch::arange(256).view({16, 16}).to(torch::kUInt8);
  EXPECT_EQ(
      overlay(grey_picture(16, 16), labels, std::vector<Colour>(255, Colour{9, 9, 9})).size(0), 16);
}

TEST(Overlay, RefusesLabelsThatDoNotFit) {
  const torch::Tensor picture = grey_picture(4, 6), labels = torch::full({4, 6}, 3, torch::kUInt8);
  EXPECT_THAT(error_of([&] { overlay(picture, labels, colours); }),
              Tells("label 3 has no colour", "2 colours"));
  EXPECT_THAT(error_of([&] { overlay(picture, labels.t(), colours); }),
              Tells("the picture's size, 4 x 6"));
  EXPECT_THAT(error_of([&] { overlay(picture, labels.to(torch::kLong), colours); }),
              Tells("uint8"));
  EXPECT_THAT(error_of([&] { overlay(picture, {}, colours); }), Tells("uint8"));
  EXPECT_THAT(error_of([&] { overlay(labels, labels, colours); }), Tells("overlay", "H x W x 3"));
}

}  // namespace
}  // namespace panet
