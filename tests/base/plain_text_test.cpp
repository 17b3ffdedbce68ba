#include "base/plain_text.h"

#include "support.h"

namespace panet {
namespace {

TEST(PlainText, KeepsTheWordsOfEveryScript) {
  EXPECT_EQ(plain_text("große Tasse, 杯子, 👩‍🔧"), "große Tasse, 杯子, 👩‍🔧");
}

TEST(PlainText, EscapesWhatATerminalObeys) {
  EXPECT_EQ(plain_text("a\nb\tc\r"), "a\\nb\\tc\\r");
  EXPECT_EQ(plain_text("\x1b[2J\x07"), "\\x1b[2J\\x07");
  EXPECT_EQ(plain_text("\u009b31m"), "\\u{9b}31m");
  EXPECT_EQ(plain_text("evil\u202egpj"), "evil\\u{202e}gpj");
}

TEST(PlainText, EscapesBytesThatAreNoUtf8) {
  EXPECT_EQ(plain_text("caf\xe9.jpg"), "caf\\xe9.jpg");
  EXPECT_EQ(plain_text("\xc3"), "\\xc3");
}

TEST(PlainText, OfSeveralLinesKeepsTheBreaks) {
  EXPECT_EQ(plain_lines("a\n\x1b[1mb\n"), "a\n\\x1b[1mb\n");
}

TEST(PlainText, TellsUtf8) {
  EXPECT_TRUE(is_utf8("ä"));
  EXPECT_FALSE(is_utf8("\xe4"));
}

}  // namespace
}  // namespace panet
