#include "base/lies_below.h"

#include <gtest/gtest.h>

namespace panet {
namespace {

TEST(LiesBelow, ComparesWholeNames) {
  EXPECT_TRUE(lies_below("/photos", "/photos"));
  EXPECT_TRUE(lies_below("/photos/kitchen/a.jpg", "/photos"));
  EXPECT_FALSE(lies_below("/photos of others/a.jpg", "/photos"));
  EXPECT_FALSE(lies_below("/", "/photos"));
  EXPECT_TRUE(lies_below("/photos", "/"));
}

}  // namespace
}  // namespace panet
