#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace panet::app {

// Rows of text in aligned columns, the first to the left, the others to the right; the first row is
// the heading. Control characters in a cell are escaped (base/plain_text.h).
std::string table(const std::vector<std::vector<std::string>>& rows);

// A row of such a table whose other rows are not known yet: columns have so many characters, and a
// longer cell moves those behind it. With a line break.
std::string table_row(const std::vector<std::string>& cells,
                      const std::vector<std::size_t>& widths);

// How many characters a cell takes.
std::size_t cell_width(const std::string& cell);

// The same rows as a table in markdown.
std::string markdown_table(const std::vector<std::vector<std::string>>& rows);

}  // namespace panet::app
