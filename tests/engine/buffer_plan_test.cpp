#include "engine/buffer_plan.h"

#include "support.h"

namespace panet {
namespace {

using testing::ElementsAre;

TEST(BufferPlan, AChainOfValuesTakesTwoBuffers) {
  const auto plan =
      plan_buffers({{{0}, 1}, {{1}, 2}, {{2}, 3}, {{3}, 4}}, {5, 40, 30, 20, 10}, {0, 4});
  EXPECT_THAT(plan.buffer_bytes, ElementsAre(40, 30));
  EXPECT_EQ(plan.buffer_of, (std::map<std::size_t, std::size_t>{{1, 0}, {2, 1}, {3, 0}}));
}

TEST(BufferPlan, AValueThatIsReadLaterKeepsItsBuffer) {
  // 1 is a shortcut past 2 and 3, and is written again in the last operation but one.
  const auto plan =
      plan_buffers({{{0}, 1}, {{1}, 2}, {{2}, 3}, {{3}, 1}, {{1}, 4}}, {9, 10, 10, 10, 10}, {0, 4});
  EXPECT_EQ(plan.buffer_bytes.size(), 3u);
  EXPECT_NE(plan.buffer_of.at(1), plan.buffer_of.at(2));
  EXPECT_NE(plan.buffer_of.at(1), plan.buffer_of.at(3));
}

TEST(BufferPlan, ABufferGrowsToItsLargestValue) {
  const auto plan = plan_buffers({{{0}, 1}, {{1}, 2}, {{2}, 3}}, {1, 10, 10, 50}, {0});
  EXPECT_EQ(plan.buffer_bytes.at(plan.buffer_of.at(3)), 50u);
}

TEST(BufferPlan, WhatLiesWithTheCallerTakesNone) {
  const auto plan = plan_buffers({{{0}, 1}}, {10, 10}, {0, 1});
  EXPECT_TRUE(plan.buffer_bytes.empty());
  EXPECT_TRUE(plan.buffer_of.empty());
}

}  // namespace
}  // namespace panet
