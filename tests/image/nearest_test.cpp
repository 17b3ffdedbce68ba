#include "image/nearest.h"

#include "maps.h"
#include "support.h"

namespace panet {
namespace {

using test::written;
using testing::ElementsAre;

TEST(NearestPixels, LieBelowTheMiddles) {
  EXPECT_THAT(nearest_pixels(4, 4), ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(nearest_pixels(3, 6), ElementsAre(0, 0, 1, 1, 2, 2));
  EXPECT_THAT(nearest_pixels(6, 3), ElementsAre(1, 3, 5));  // a middle on an edge: the one behind
  EXPECT_THAT(nearest_pixels(5, 3), ElementsAre(0, 2, 4));
  EXPECT_THAT(nearest_pixels(1, 3), ElementsAre(0, 0, 0));
  EXPECT_THAT(nearest_pixels(1000, 1), ElementsAre(500));
}

TEST(NearestPixels, AreNeverBehindTheLast) {
  for (int64_t length = 1; length < 300; ++length)
    for (const int64_t resized : {1, 7, 417, 1000}) {
      const auto pixels = nearest_pixels(length, resized);
      ASSERT_EQ(std::ssize(pixels), resized);
      EXPECT_TRUE(std::ranges::is_sorted(pixels));
      EXPECT_GE(pixels.front(), 0);
      EXPECT_LT(pixels.back(), length);
    }
}

TEST(ResizedToNearest, TakesWholeValues) {
  const auto labels = written<Labels>({{0, 7}, {255, 3}});
  EXPECT_EQ(resized_to_nearest(labels, {2, 2}), labels);
  EXPECT_EQ(resized_to_nearest(labels, {4, 2}),
            written<Labels>({{0, 7}, {0, 7}, {255, 3}, {255, 3}}));
  EXPECT_EQ(resized_to_nearest(labels, {1, 4}), written<Labels>({{255, 255, 3, 3}}));
  EXPECT_EQ(resized_to_nearest(labels, {1, 1}), written<Labels>({{3}}));
}

}  // namespace
}  // namespace panet
