#include "image/outline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "image/mask.h"
#include "maps.h"
#include "panet/image/pieces.h"
#include "random_maps.h"

namespace panet {
namespace {

using test::Random;
using test::random_mask;
using test::written;
using testing::IsEmpty;
using testing::SizeIs;

// What rings enclose by the even-odd rule.
Mask filled(const std::vector<Outline>& outlines, PictureSize size) {
  Mask mask(size);
  const auto flip = [&](const Ring& ring) {
    Mask of_ring(size);
    fill_polygon(of_ring, ring);
    std::ranges::transform(mask.all(), of_ring.all(), mask.all().begin(), std::bit_xor<uint8_t>());
  };
  for (const Outline& outline : outlines) {
    flip(outline.around);
    for (const Ring& hole : outline.holes) flip(hole);
  }
  return mask;
}

Mask filled(const Ring& ring, PictureSize size) {
  Mask mask(size);
  if (!ring.empty()) fill_polygon(mask, ring);
  return mask;
}

bool is_along_pixels(const Ring& ring) {
  Point previous = ring.back();
  for (const Point& point : ring) {
    if ((point.x == previous.x) == (point.y == previous.y)) return false;
    previous = point;
  }
  return true;
}

TEST(Outline, OfARectangleIsItsCorners) {
  Mask mask(6, 8);
  fill_rectangle(mask, {2, 1}, {7, 4});
  const auto outlines = outlines_of(mask);
  ASSERT_THAT(outlines, SizeIs(1));
  EXPECT_THAT(outlines[0].around, SizeIs(4));
  EXPECT_THAT(outlines[0].holes, IsEmpty());
  EXPECT_EQ(filled(outlines, {6, 8}), mask);
}

TEST(Outline, OfNothingIsNone) {
  EXPECT_THAT(outlines_of(Mask(3, 4)), IsEmpty());
  EXPECT_THAT(outlines_of(Mask()), IsEmpty());
  EXPECT_THAT(one_ring(std::vector<Outline>()), IsEmpty());
}

TEST(Outline, HolesBelongToThePixelsAroundThem) {
  const auto mask = written<Mask>({{1, 1, 1, 1, 1, 1, 1},  //
                                   {1, 0, 0, 0, 0, 0, 1},
                                   {1, 0, 1, 1, 1, 0, 1},
                                   {1, 0, 1, 0, 1, 0, 1},
                                   {1, 0, 1, 1, 1, 0, 1},
                                   {1, 0, 0, 0, 0, 0, 1},
                                   {1, 1, 1, 1, 1, 1, 1}});
  const auto outlines = outlines_of(mask);
  ASSERT_THAT(outlines, SizeIs(2));
  EXPECT_THAT(outlines[0].holes, SizeIs(1));
  EXPECT_THAT(outlines[1].holes, SizeIs(1));
  EXPECT_EQ(filled(outlines, mask.dimensions()), mask);
  EXPECT_EQ(filled(one_ring(outlines), mask.dimensions()), mask);
}

TEST(Outline, PixelsThatTouchAtACornerArePartedThere) {
  const auto mask = written<Mask>({{1, 0}, {0, 1}});
  EXPECT_THAT(outlines_of(mask), SizeIs(2));
}

TEST(Outline, GivesBackEveryMask) {
  Random random(3);
  for (int i = 0; i < 300; ++i) {
    const PictureSize size{1 + static_cast<int64_t>(random() % 40),
                           1 + static_cast<int64_t>(random() % 40)};
    const Mask mask = random_mask(random, size, 0.05 + 0.9 * (random() % 100) / 100.0);
    const auto outlines = outlines_of(mask);
    ASSERT_EQ(filled(outlines, size), mask);
    ASSERT_EQ(filled(one_ring(outlines), size), mask);
    for (const Outline& outline : outlines) {
      ASSERT_TRUE(is_along_pixels(outline.around));
      ASSERT_EQ(filled(one_ring(outline), size), filled({outline}, size));
      for (const Ring& hole : outline.holes) ASSERT_TRUE(is_along_pixels(hole));
    }
  }
}

// Where each hole was looked for from the rim, and each pixel of an edge was kept, this took
// minutes and gigabytes.
TEST(Outline, OfAsManyHolesAsThereCanBeIsThemAll) {
  constexpr int64_t kSide = 1001;
  Mask mask = Mask::filled({kSide, kSide}, 1);
  for (int64_t y = 1; y < kSide; y += 2)
    for (int64_t x = 1; x < kSide; x += 2) mask.at(y, x) = 0;
  const auto outlines = outlines_of(mask);
  ASSERT_THAT(outlines, SizeIs(1));
  EXPECT_THAT(outlines[0].holes, SizeIs(500 * 500));
  const Ring ring = one_ring(outlines);
  EXPECT_THAT(ring, SizeIs(4 + 500 * 500 * (4 + 3)));
  EXPECT_EQ(filled(ring, mask.dimensions()), mask);
}

// A hole hangs on the one above it, and so on: as deep as the picture is high.
TEST(Outline, OfHolesBelowEachOtherIsThemAll) {
  constexpr int64_t kHeight = 60'001;
  Mask mask = Mask::filled({kHeight, 3}, 1);
  for (int64_t y = 1; y < kHeight; y += 2) mask.at(y, 1) = 0;
  const auto outlines = outlines_of(mask);
  ASSERT_THAT(outlines, SizeIs(1));
  EXPECT_EQ(filled(one_ring(outlines), mask.dimensions()), mask);
}

TEST(Outline, OfEachObjectOfAMapIsThatObjects) {
  Random random(5);
  for (int i = 0; i < 50; ++i) {
    Instances instances(25, 31);
    for (auto& pixel : instances.all()) pixel = static_cast<int32_t>(random() % 4);
    const auto outlines = outlines_of(instances, 3);
    ASSERT_THAT(outlines, SizeIs(3));
    for (int32_t object = 1; object <= 3; ++object)
      ASSERT_EQ(filled(outlines[static_cast<std::size_t>(object) - 1], instances.dimensions()),
                where(instances, object));
  }
}

}  // namespace
}  // namespace panet
