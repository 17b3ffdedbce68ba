#include "panet/model/picture_shape.h"

#include <cmath>
#include <set>

#include "panet/model/encoder_graph.h"
#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::Tells;

PictureSize own(int64_t width, int64_t height, int64_t side = 417) {
  return encoder_size({.height = height, .width = width}, PictureShape::kOwn, side);
}

PictureSize wide(int64_t width, int64_t height) {
  return {.height = height, .width = width};
}

TEST(EncoderSize, OfASquareIsTheSide) {
  for (const auto size : {wide(4000, 3000), wide(300, 400), wide(1, 9), wide(500, 500)})
    EXPECT_EQ(encoder_size(size, PictureShape::kSquare, 417), wide(417, 417));
}

TEST(EncoderSize, OfItsOwnShapeHasItsProportionsAndTheAreaOfTheSquare) {
  EXPECT_EQ(own(500, 375), wide(481, 361)) << "4:3";
  EXPECT_EQ(own(375, 500), wide(361, 481)) << "3:4";
  EXPECT_EQ(own(6000, 4000), wide(513, 337)) << "3:2";
  EXPECT_EQ(own(1920, 1080), wide(553, 313)) << "16:9";
  EXPECT_EQ(own(1080, 1920), wide(313, 553)) << "9:16";
  EXPECT_EQ(own(2000, 1000), wide(585, 297)) << "2:1";
}

TEST(EncoderSize, OfWhatIsNearlyASquareIsTheSideWhateverItIs) {
  for (const int64_t side : {8, 33, 320, 417}) {
    EXPECT_EQ(own(640, 640, side), wide(side, side));
    EXPECT_EQ(own(640, 600, side), wide(side, side));
  }
}

TEST(EncoderSize, OfAPanoramaIsThreeToOne) {
  EXPECT_EQ(own(3000, 1000), wide(721, 241));
  EXPECT_EQ(own(10000, 1000), wide(721, 241));
  EXPECT_EQ(own(1, 65500), wide(241, 721));
}

// A feature is 8 pixels from the next: so the first and the last lie at the picture's edges.
TEST(EncoderSize, HasWholeFeaturesAndAboutTheSameAreaAtAnySide) {
  for (const int64_t side : {161, 321, 417, 473, 833})
    for (int64_t width = 300; width <= 3300; width += 50) {
      const auto size = own(width, 1000, side);
      if (size == wide(side, side)) continue;
      EXPECT_EQ(size.height % 8, 1);
      EXPECT_EQ(size.width % 8, 1);
      const double area = static_cast<double>(size.height * size.width);
      EXPECT_NEAR(area / static_cast<double>(side * side), 1, 0.025) << width << " at " << side;
      const double proportions = std::clamp(static_cast<double>(width) / 1000, 1 / 3.03, 3.03);
      const double given = static_cast<double>(size.width) / static_cast<double>(size.height);
      EXPECT_NEAR(std::log2(given / proportions), 0, 0.2) << width << " at " << side;
    }
}

TEST(EncoderSize, IsWholePatchesWhereTheEncoderTakesThose) {
  const InputFormat patches = {.stride = 14, .whole_patches = true};
  for (int64_t width = 300; width <= 3300; width += 50) {
    const auto size =
        encoder_size({.height = 1000, .width = width}, PictureShape::kOwn, 518, patches);
    EXPECT_EQ(size.height % 14, 0);
    EXPECT_EQ(size.width % 14, 0);
    EXPECT_NEAR(static_cast<double>(size.height * size.width) / (518 * 518), 1, 0.03) << width;
  }
}

TEST(EncoderSize, IsNeverTooSmallForAnEncoder) {
  for (const int64_t side : {8, 9, 16, 33}) {
    const auto size = own(5000, 10, side);
    EXPECT_GE(size.height, 8);
    EXPECT_GE(size.width, size.height);
  }
}

TEST(EncoderSize, IsOneOfSeventeenForPicturesOfAnyShape) {
  std::set<std::pair<int64_t, int64_t>> sizes;
  for (int64_t width = 100; width <= 10000; width += 7) {
    const auto size = own(width, 1000);
    sizes.insert({size.height, size.width});
  }
  EXPECT_EQ(sizes.size(), 17u);
}

TEST(PictureShape, HasAWord) {
  for (const auto shape : {PictureShape::kSquare, PictureShape::kOwn})
    EXPECT_EQ(parse_picture_shape(text_of(shape)), shape);
  EXPECT_THAT(error_of([] { parse_picture_shape("round"); }), Tells("'round'", "own", "square"));
}

}  // namespace
}  // namespace panet
