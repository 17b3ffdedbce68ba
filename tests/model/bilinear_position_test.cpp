#include "model/bilinear_position.h"

#include "support.h"

namespace panet {
namespace {

TEST(BilinearPosition, IsBetweenTheTwoCoarseRowsWhoseMiddlesAreNearest) {
  // The middle of row 5 of 8 lies at 5.5 / 8 of the height, that of row 0 of 2 at 1 / 4, of 1 at 3
  // / 4.
  const auto [first, next, share_of_next] = bilinear_position(5, 8, 2);
  EXPECT_EQ(first, 0);
  EXPECT_EQ(next, 1);
  EXPECT_FLOAT_EQ(share_of_next, 0.875f);
}

TEST(BilinearPosition, StaysWithinTheCoarseRows) {
  EXPECT_FLOAT_EQ(bilinear_position(0, 8, 2).share_of_next, 0);
  const auto last = bilinear_position(7, 8, 2);
  EXPECT_EQ(last.first, 1);
  EXPECT_EQ(last.next, 1);
}

}  // namespace
}  // namespace panet
