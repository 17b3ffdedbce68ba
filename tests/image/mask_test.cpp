#include "image/mask.h"

#include "maps.h"
#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::Tells;
using test::written;

// All four pairs of pixels.
Mask first() {
  return written<Mask>({{0, 0}, {1, 1}});
}
Mask second() {
  return written<Mask>({{0, 1}, {0, 1}});
}

TEST(Mask, CountsItsOnes) {
  EXPECT_EQ(count(Mask(3, 4)), 0);
  EXPECT_EQ(count(first()), 2);
  EXPECT_EQ(count(Mask::filled({1000, 1000}, 1)), 1'000'000);
  EXPECT_EQ(count(Mask()), 0);
}

TEST(Mask, TellsWhetherAnyOrAllPixelsAreSet) {
  EXPECT_FALSE(any(Mask(3, 4)));
  EXPECT_TRUE(any(first()));
  EXPECT_FALSE(all(first()));
  EXPECT_TRUE(all(Mask::filled({3, 4}, 1)));
  EXPECT_FALSE(any(Mask()));
  EXPECT_TRUE(all(Mask())) << "none is not set";
}

TEST(Mask, HasZerosAndOnesAlone) {
  expect_zeros_and_ones(first(), "a mask");
  expect_zeros_and_ones(Mask(), "a mask");
  EXPECT_THAT(error_of([] {
                expect_zeros_and_ones(written<Mask>({{0, 255}}), "a.png");
              }),
              Tells("a.png has pixels of 255"));
}

TEST(Mask, IsCombinedPixelByPixel) {
  EXPECT_EQ(~first(), written<Mask>({{1, 1}, {0, 0}}));
  EXPECT_EQ(first() & second(), written<Mask>({{0, 0}, {0, 1}}));
  EXPECT_EQ(first() | second(), written<Mask>({{0, 1}, {1, 1}}));
}

TEST(Mask, TakesAnotherInto) {
  Mask both = first(), either = first();
  EXPECT_EQ(&(both &= second()), &both);
  EXPECT_EQ(&(either |= second()), &either);
  EXPECT_EQ(both, first() & second());
  EXPECT_EQ(either, first() | second());
}

TEST(Mask, IsWhereAMapHasAValue) {
  const auto labels = written<Labels>({{0, 7, 255}, {7, 7, 0}});
  EXPECT_EQ(where(labels, uint8_t{7}), written<Mask>({{0, 1, 0}, {1, 1, 0}}));
  EXPECT_EQ(where(labels, uint8_t{9}), Mask(2, 3));
  EXPECT_EQ(where(written<Instances>({{-1, 70000}}), 70000), written<Mask>({{0, 1}}));
}

TEST(Mask, TellsWhereAMapIsFilled) {
  auto labels = written<Labels>({{3, 4}, {5, 6}});
  fill_where(labels, first(), uint8_t{255});
  EXPECT_EQ(labels, written<Labels>({{3, 4}, {255, 255}}));
}

}  // namespace
}  // namespace panet
