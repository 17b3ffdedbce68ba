#include "serve/work/lately.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace panet::serve {
namespace {

TEST(Lately, TheLatestComesFirstEachOnceAndTheOldestGo) {
  Lately<int> lately(3);
  for (const int value : {1, 2, 3, 2, 4}) lately.tell(value);
  EXPECT_THAT(lately.values(), testing::ElementsAre(4, 2, 3));
}

}  // namespace
}  // namespace panet::serve
