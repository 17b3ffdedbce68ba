#include "serve/tools/simplified_ring.h"

#include "image/mask.h"
#include "panet/image/shapes.h"
#include "support.h"

namespace panet::serve {
namespace {

// A disk with two round holes.
Mask disk_mask() {
  Mask disk(100, 100), holes(100, 100);
  fill_circle(disk, {50, 50}, 40);
  fill_circle(holes, {40, 40}, 12);
  fill_circle(holes, {68, 60}, 8);
  for (std::size_t i = 0; i < disk.size(); ++i)
    if (holes.all()[i] != 0) disk.all()[i] = 0;
  return disk;
}

Outline disk_outline() {
  return outlines_of(disk_mask()).at(0);
}

// Pixels in which what the ring encloses differs from the mask.
int64_t difference(const Ring& ring) {
  const auto mask = disk_mask();
  Mask drawn(mask.dimensions());
  fill_polygon(drawn, ring);
  int64_t pixels = 0;
  for (std::size_t i = 0; i < mask.size(); ++i) pixels += drawn.all()[i] != mask.all()[i] ? 1 : 0;
  return pixels;
}

TEST(SimplifiedRing, HasFewerCornersAndNearlyTheSamePixels) {
  const auto ring = simplified_ring(disk_outline(), 0.003);
  EXPECT_LT(ring.size(), one_ring({disk_outline()}).size() * 2 / 3);
  EXPECT_LT(difference(ring), 200) << "of 4400";
}

TEST(SimplifiedRing, IsCoarserTheGreaterTheNumber) {
  std::size_t before = one_ring({disk_outline()}).size();
  for (const double fineness : {0.003, 0.01, 0.03}) {
    const auto corners = simplified_ring(disk_outline(), fineness).size();
    EXPECT_LT(corners, before) << fineness;
    before = corners;
  }
}

TEST(SimplifiedRing, OfZeroEnclosesTheSamePixels) {
  EXPECT_EQ(difference(simplified_ring(disk_outline(), 0)), 0);
}

// As many as there can be: the time that they take grows as they do.
TEST(SimplifiedRing, JoinsAllHolesThereAre) {
  Mask sieve(601, 601);
  for (int64_t y = 0; y < sieve.height(); ++y)
    for (int64_t x = 0; x < sieve.width(); ++x) sieve.at(y, x) = y % 2 == 0 || x % 2 == 0 ? 1 : 0;
  const auto ring = simplified_ring(outlines_of(sieve).at(0), 1e-6);
  Mask drawn(sieve.dimensions());
  fill_polygon(drawn, ring);
  EXPECT_TRUE(std::ranges::equal(drawn.all(), sieve.all()));
  EXPECT_EQ(ring.size(), 4 + 300 * 300 * 6);
}

TEST(EnclosedArea, CountsThePixelsWithinARing) {
  EXPECT_EQ(enclosed_area({{1, 1}, {4, 1}, {4, 3}, {1, 3}}), 6);
}

TEST(SimplifiedRing, NeverComesToNothing) {
  EXPECT_GE(simplified_ring(disk_outline(), 1).size(), 3u);
}

}  // namespace
}  // namespace panet::serve
