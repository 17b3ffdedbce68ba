#include "panet/base/note.h"

#include <memory>

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

TEST(Note, IsHeardByWhoIsLeftInWhateverOrderListenersGo) {
  std::vector<std::string> heard;
  auto first = std::make_unique<NoteListener>([](const std::string&) { FAIL(); });
  auto second =
      std::make_unique<NoteListener>([&heard](const std::string& text) { heard.push_back(text); });
  first.reset();
  note("a");
  second.reset();
  EXPECT_THAT(heard, testing::ElementsAre("a"));
  testing::internal::CaptureStderr();
  note("b");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "panet: b\n");
}

TEST(Note, OfAListenerThatHearsOneGoesToTheErrorStream) {
  const NoteListener listener([](const std::string& text) { note(text + " again"); });
  testing::internal::CaptureStderr();
  note("a");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "panet: a again\n");
}

TEST(Note, GoesToTheErrorStreamWithoutControlCharactersWhereNobodyListens) {
  testing::internal::CaptureStderr();
  note("a.png: \x1b[2Jleft out");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "panet: a.png: \\x1b[2Jleft out\n");
}

}  // namespace
}  // namespace panet
