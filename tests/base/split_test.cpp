#include "base/split.h"

#include "support.h"

namespace panet {
namespace {

using testing::ElementsAre;

TEST(Split, GivesThePartsBetweenSeparators) {
  EXPECT_THAT(split("1,2,all", ','), ElementsAre("1", "2", "all"));
  EXPECT_THAT(split("1", ','), ElementsAre("1"));
  EXPECT_THAT(split("", ','), ElementsAre(""));
  EXPECT_THAT(split(",a,,b,", ','), ElementsAre("", "a", "", "b", ""));
}

}  // namespace
}  // namespace panet
