#pragma once

#include <string>
#include <vector>

namespace panet::app {

// Rows of text in aligned columns, the first to the left, the others to the right; the first row is
// the heading. Control characters in a cell are escaped (base/plain_text.h).
std::string table(const std::vector<std::vector<std::string>>& rows);

// The same rows as a table in markdown.
std::string markdown_table(const std::vector<std::vector<std::string>>& rows);

}  // namespace panet::app
