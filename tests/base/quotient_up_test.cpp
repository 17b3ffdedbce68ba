#include "base/quotient_up.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace panet {
namespace {

TEST(QuotientUp, CountsAPartThatIsBegun) {
  EXPECT_EQ(quotient_up(0, 4), 0);
  EXPECT_EQ(quotient_up(1, 4), 1);
  EXPECT_EQ(quotient_up(4, 4), 1);
  EXPECT_EQ(quotient_up(5, 4), 2);
}

TEST(MultipleUp, IsTheLeastOneNotBelow) {
  EXPECT_EQ(multiple_up<int64_t>(0, 32), 0);
  EXPECT_EQ(multiple_up<int64_t>(1, 32), 32);
  EXPECT_EQ(multiple_up<int64_t>(32, 32), 32);
  EXPECT_EQ(multiple_up<int64_t>(33, 32), 64);
}

}  // namespace
}  // namespace panet
