#include "app/progress.h"

#include "support.h"

namespace panet::app {
namespace {

TEST(ClockText, ReadsLikeAClock) {
  EXPECT_EQ(clock_text(0), "0:00");
  EXPECT_EQ(clock_text(65), "1:05");
  EXPECT_EQ(clock_text(59.7), "1:00");
  EXPECT_EQ(clock_text(7400), "2:03:20");
}

TEST(Progress, SaysNothingOfWhatIsOverAtOnce) {
  testing::internal::CaptureStderr();
  {
    Progress progress("testing", 3);
    for (int i = 0; i < 3; ++i) progress.advance();
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace panet::app
