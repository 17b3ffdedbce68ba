#include "image/window.h"
#include "dataset/cut_labels.h"

#include "image/nearest.h"
#include "maps.h"
#include "support.h"

namespace panet {
namespace {

using test::written;
using Numbers = Map<uint8_t>;

// 4 x 4 pixels, 0 to 15 row by row.
Numbers map() {
  return written<Numbers>({{0, 1, 2, 3}, {4, 5, 6, 7}, {8, 9, 10, 11}, {12, 13, 14, 15}});
}

Numbers seen(const Window& window, uint8_t outside = 0) {
  return cut(map(), window, outside);
}

TEST(Window, ShowsTheWholeByDefault) {
  EXPECT_EQ(seen({}), map());
}

TEST(Window, ShowsARectangleInSharesOfTheSides) {
  const Window upper_right = {.x = 0.5, .y = 0, .width = 0.5, .height = 0.25};
  EXPECT_EQ(seen(upper_right), written<Numbers>({{2, 3}}));
  const auto twice_as_large = resized_to_nearest(map(), {8, 8});
  EXPECT_EQ(cut(twice_as_large, upper_right, uint8_t{0}),
            written<Numbers>({{2, 2, 3, 3}, {2, 2, 3, 3}}));
}

TEST(Window, HasOnePixelAtLeast) {
  EXPECT_EQ(seen({.x = 0.5, .y = 0.5, .width = 0.01, .height = 0.01}), written<Numbers>({{10}}));
}

TEST(Window, IsFilledBeyondThePicture) {
  EXPECT_EQ(seen({.x = -0.25, .y = 0.75, .width = 0.75, .height = 0.5}, 99),
            written<Numbers>({{99, 12, 13}, {99, 99, 99}}));
  EXPECT_EQ(seen({.x = 3, .y = 0, .width = 0.5, .height = 0.25}), Numbers(1, 2));
}

TEST(Window, OfAPictureIsFilledWithTheMeanColour) {
  const auto picture = Picture::filled({2, 2}, {7, 7, 7});
  const auto part = cut_picture(picture, {.x = 0.5, .width = 1});
  EXPECT_EQ(part.at(0, 0), (Colour{7, 7, 7}));
  EXPECT_EQ(part.at(1, 1), (Colour{124, 116, 104}));
}

TEST(Window, NobodyLookedBeyondThePicture) {
  PictureLabels labels = {.size = {1, 2}};
  labels.masks[4] = written<Mask>({{0, 1}});
  labels.void_pixels = written<Mask>({{1, 0}});
  const auto part = cut(labels, {.x = 0, .width = 2});
  EXPECT_EQ(part.size.width, 4);
  EXPECT_EQ(part.masks.at(4), written<Mask>({{0, 1, 0, 0}}));
  EXPECT_EQ(part.void_pixels, written<Mask>({{1, 0, 0, 0}}));
  EXPECT_EQ(part.unlabelled, written<Mask>({{0, 0, 1, 1}}));
  EXPECT_TRUE(cut(labels, {.x = 0.5, .width = 0.5}).unlabelled.empty());
}

}  // namespace
}  // namespace panet
