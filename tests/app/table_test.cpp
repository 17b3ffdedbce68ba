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

TEST(TableRow, IsAlignedBeforeTheOthersAreKnown) {
  const std::vector<std::size_t> widths = {6, 5};
  EXPECT_EQ(table_row({"tür", "1.5"}, widths), "tür       1.5\n");
  EXPECT_EQ(table_row({"a longer name", "100.0"}, widths), "a longer name  100.0\n");
  EXPECT_EQ(table_row({"a\x1b[2J", ""}, widths), "a\\x1b[2J\n");
}

TEST(MarkdownTable, HasARuleBelowItsHeading) {
  EXPECT_EQ(markdown_table({{"split", "1-shot"}, {"1", "42.1"}}),
            "| split | 1-shot |\n|---|---:|\n| 1 | 42.1 |\n");
}

}  // namespace
}  // namespace panet::app
