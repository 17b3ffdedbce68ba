#include "base/option_name.h"

#include "support.h"

namespace panet {
namespace {

TEST(OptionName, IsSaidAsTheProgramSaysIt) {
  EXPECT_EQ(option_name("max-pixels"), "max-pixels");
  set_option_prefix("--");
  EXPECT_EQ(option_name("max-pixels"), "--max-pixels");
  set_option_prefix("");
}

}  // namespace
}  // namespace panet
