#include "app/streams.h"

#include <fcntl.h>
#include <unistd.h>

#include "support.h"

namespace panet::app {
namespace {

TEST(Streams, TellLinesWithoutControlCharacters) {
  testing::internal::CaptureStderr();
  tell("a\nb\x1b[2J");
  tell_lines("one\ntwo\a\n");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "a\\nb\\x1b[2J\none\ntwo\\x07\n");
}

TEST(Streams, WhatIsToldTakesThePlaceOfADrawnLine) {
  testing::internal::CaptureStderr();
  draw_line("half");
  tell("note");
  draw_line("all");
  end_drawing();
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "\rhalf\033[K\r\033[Knote\n\rall\033[K\n");
}

TEST(Streams, NothingHappensWhereNobodyCanHear) {
  const int kept = ::dup(STDERR_FILENO), full = ::open("/dev/full", O_WRONLY);
  ::dup2(full, STDERR_FILENO);
  EXPECT_NO_THROW(tell("lost"));
  ::close(STDERR_FILENO);
  EXPECT_NO_THROW(tell("lost"));
  ::dup2(kept, STDERR_FILENO);
  ::close(kept);
  ::close(full);
}

}  // namespace
}  // namespace panet::app
