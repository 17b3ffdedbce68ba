#include "serve/formats/line_pixels.h"

#include <gmock/gmock.h>

#include <cstdlib>

#include "random_maps.h"

namespace panet::serve {

void PrintTo(const LinePixel& pixel, std::ostream* out) {
  *out << "(" << pixel.x << ", " << pixel.y << ")";
}

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr PictureSize kSize = {20, 30};

int64_t steps_between(LinePixel a, LinePixel b) {
  return std::abs(a.y - b.y) + std::abs(a.x - b.x);
}

struct Line {
  Point from, to;
};

// Some lie outside, wholly or in part.
Line random_line(panet::test::Random& random) {
  const auto at = [&](int64_t length) {
    return (static_cast<double>(random() % 1000) / 500 - 0.5) * static_cast<double>(length);
  };
  return {{at(kSize.width), at(kSize.height)}, {at(kSize.width), at(kSize.height)}};
}

TEST(LinePixels, AreThoseThatTheLineGoesThroughInItsOrder) {
  EXPECT_THAT(line_pixels({0.5, 0.5}, {2.5, 1.2}, kSize),
              ElementsAre(LinePixel{0, 0}, LinePixel{0, 1}, LinePixel{1, 1}, LinePixel{1, 2}));
  EXPECT_THAT(line_pixels({1.5, 2.5}, {1.5, 0.5}, kSize),
              ElementsAre(LinePixel{2, 1}, LinePixel{1, 1}, LinePixel{0, 1}));
  EXPECT_THAT(line_pixels({1.5, 2.5}, {1.5, 2.5}, kSize), ElementsAre(LinePixel{2, 1}));
}

TEST(LinePixels, NeverStepAcrossACorner) {
  panet::test::Random random(3);
  for (int i = 0; i < 2000; ++i) {
    const Line line = random_line(random);
    const auto pixels = line_pixels(line.from, line.to, kSize);
    for (std::size_t j = 1; j < pixels.size(); ++j)
      ASSERT_EQ(steps_between(pixels[j - 1], pixels[j]), 1);
  }
}

TEST(LinePixels, AreClippedToThePicture) {
  EXPECT_EQ(line_pixels({-1e6, 5.5}, {1e6, 5.5}, kSize).size(), 30u);
  EXPECT_THAT(line_pixels({-5, -5}, {-1, 30}, kSize), IsEmpty());
  EXPECT_THAT(line_pixels({-3, 3}, {3, -3}, kSize), ElementsAre(LinePixel{0, 0}));
  panet::test::Random random(5);
  for (int i = 0; i < 2000; ++i) {
    const Line line = random_line(random);
    for (const LinePixel& pixel : line_pixels(line.from, line.to, kSize)) {
      ASSERT_TRUE(pixel.y >= 0 && pixel.y < kSize.height);
      ASSERT_TRUE(pixel.x >= 0 && pixel.x < kSize.width);
    }
  }
}

}  // namespace
}  // namespace panet::serve
