#include "panet/base/note.h"

#include "support.h"

namespace panet {
namespace {

TEST(Note, IsHeardByTheLastListenerAlone) {
  std::vector<std::string> first, second;
  const NoteListener outer([&](const std::string& text) { first.push_back(text); });
  {
    const NoteListener inner([&](const std::string& text) { second.push_back(text); });
    note("a");
  }
  note("b");
  EXPECT_THAT(first, testing::ElementsAre("b"));
  EXPECT_THAT(second, testing::ElementsAre("a"));
}

TEST(Note, GoesToTheErrorStreamWithoutControlCharactersWhereNobodyListens) {
  testing::internal::CaptureStderr();
  note("a.png: \x1b[2Jleft out");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "panet: a.png: \\x1b[2Jleft out\n");
}

}  // namespace
}  // namespace panet
