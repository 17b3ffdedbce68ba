#include "base/bounded_queue.h"

#include <gtest/gtest.h>

namespace panet {
namespace {

TEST(BoundedQueue, GivesValuesInTheirOrder) {
  BoundedQueue<int> queue(3);
  for (const int value : {1, 2, 3}) queue.push(value);
  for (const int value : {1, 2, 3}) EXPECT_EQ(queue.pop(), value);
}

TEST(BoundedQueue, TellsWhetherOneWouldWait) {
  BoundedQueue<int> queue(2);
  EXPECT_TRUE(queue.is_empty());
  queue.push(1);
  EXPECT_FALSE(queue.is_empty() || queue.is_full());
  queue.push(2);
  EXPECT_TRUE(queue.is_full());
  queue.pop();
  EXPECT_FALSE(queue.is_full());
}

TEST(BoundedQueue, WhatIsLeftWhenItIsClosedCanBeTakenOut) {
  BoundedQueue<int> queue(2);
  queue.push(1);
  queue.close();
  EXPECT_FALSE(queue.push(2));
  EXPECT_EQ(queue.pop(), 1);
  EXPECT_EQ(queue.pop(), std::nullopt);
}

}  // namespace
}  // namespace panet
