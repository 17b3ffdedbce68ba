#include "app/note_printer.h"

#include <fmt/format.h>

#include "support.h"

namespace panet::app {
namespace {

using test::Tells;
using testing::HasSubstr;
using testing::Not;

std::string told(const std::function<void()>& action) {
  testing::internal::CaptureStderr();
  {
    const NotePrinter printer;
    action();
  }
  return testing::internal::GetCapturedStderr();
}

TEST(NotePrinter, TellsEqualNotesOnceAndWithoutControlCharacters) {
  EXPECT_EQ(told([] {
              for (int i = 0; i < 3; ++i) note("a.png: left \x1b[2J out");
            }),
            "panet: note: a.png: left \\x1b[2J out\n");
}

TEST(NotePrinter, TellsTheFirstOfAKindAndHowManyMore) {
  const auto text = told([] {
    for (int i = 0; i < 1000; ++i) note(fmt::format("{}.json: {} shapes are left out", i, i));
    note("a.png: a photograph");
  });
  EXPECT_THAT(text, Tells("note: 0.json", "note: 7.json: 7 shapes", "note: a.png: a photograph",
                          "992 more of this kind"));
  EXPECT_THAT(text, Not(HasSubstr("8.json")));
}

TEST(NotePrinter, TellsABoundedNumberOfKinds) {
  const auto text = told([] {
    for (int i = 0; i < 100'000; ++i) {
      std::string kind;
      for (int rest = i; rest > 0; rest /= 26) kind += static_cast<char>('a' + rest % 26);
      note("x: " + kind);
    }
  });
  EXPECT_LT(std::count(text.begin(), text.end(), '\n'), 1000);
  EXPECT_THAT(text, HasSubstr("more of this kind: other notes"));
}

}  // namespace
}  // namespace panet::app
