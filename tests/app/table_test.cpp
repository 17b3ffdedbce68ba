#include "app/table.h"

#include "support.h"

namespace panet::app {
namespace {

TEST(Table, AlignsColumnsByCharactersNotBytes) {
  EXPECT_EQ(table({{"picture", "cat %"}, {"tür", "1.5"}, {"a longer name", "100.0"}}),
            "picture        cat %\n"
            "tür              1.5\n"
            "a longer name  100.0\n");
}

TEST(Table, EscapesWhatATerminalWouldObeyBeforeItAligns) {
  EXPECT_EQ(table({{"picture", "cat %"}, {"a\x1b[2J", "1.5"}, {"b\nc", "2.5"}}),
            "picture   cat %\n"
            "a\\x1b[2J    1.5\n"
            "b\\nc        2.5\n");
}

TEST(MarkdownTable, HasARuleBelowItsHeading) {
  EXPECT_EQ(markdown_table({{"split", "1-shot"}, {"1", "42.1"}}),
            "| split | 1-shot |\n|---|---:|\n| 1 | 42.1 |\n");
}

}  // namespace
}  // namespace panet::app
