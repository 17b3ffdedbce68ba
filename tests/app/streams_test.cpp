#include "app/streams.h"

#include <fcntl.h>
#include <pty.h>
#include <unistd.h>

#include <cstdio>
#include <initializer_list>

#include "support.h"

namespace panet::app {
namespace {

// What is written to these streams goes to a file while it lives.
class Redirected {
 public:
  Redirected(int file, std::initializer_list<int> streams) {
    std::fflush(nullptr);
    for (const int stream : streams) {
      before_.emplace_back(stream, ::dup(stream));
      ::dup2(file, stream);
    }
  }
  ~Redirected() {
    for (const auto& [stream, kept] : before_) {
      ::dup2(kept, stream);
      ::close(kept);
    }
  }
  Redirected(const Redirected&) = delete;
  Redirected& operator=(const Redirected&) = delete;

 private:
  std::vector<std::pair<int, int>> before_;
};

struct Terminal : testing::Test {
  void SetUp() override {
    if (::openpty(&ours, &theirs, nullptr, nullptr, nullptr) != 0)
      GTEST_SKIP() << "there are no pseudo terminals here (/dev/pts)";
  }
  void TearDown() override {
    ::close(theirs);
    ::close(ours);
  }

  // The first characters that were written to it; waits for them.
  std::string text(std::size_t length) const {
    std::string all;
    for (char c = 0; all.size() < length && ::read(ours, &c, 1) == 1;) all += c;
    return all;
  }

  int ours = -1, theirs = -1;
};

TEST(Streams, PrintAtOnce) {
  const test::TemporaryFolder folder;
  const int file = ::open((folder / "out").c_str(), O_CREAT | O_WRONLY, 0600);
  {
    const Redirected redirected(file, {STDOUT_FILENO});
    print("a row\n");
    EXPECT_EQ(test::read_file(folder / "out"), "a row\n");
  }
  ::close(file);
}

TEST_F(Terminal, WhatIsPrintedTakesThePlaceOfADrawnLine) {
  const Redirected redirected(theirs, {STDOUT_FILENO, STDERR_FILENO});
  draw_line("half");
  print("a row\n");
  const std::string expected = "\rhalf\033[K\r\033[Ka row\r\n";
  EXPECT_EQ(text(expected.size()), expected);
}

TEST_F(Terminal, WhatIsPrintedElsewhereLeavesTheDrawnLineAlone) {
  testing::internal::CaptureStdout();
  {
    const Redirected redirected(theirs, {STDERR_FILENO});
    draw_line("half");
    print("a row\n");
    end_drawing();
  }
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "a row\n");
  const std::string expected = "\rhalf\033[K\r\n";
  EXPECT_EQ(text(expected.size()), expected);
}

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
