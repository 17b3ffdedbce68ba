#pragma once

#include <string>
#include <string_view>

namespace panet {

// Text out of a stranger's file, or a file's name, fit to be shown in a terminal, a table or a log:
// UTF-8 stays as it is; control characters (line breaks and tabs too), marks that turn the
// direction of writing, and bytes that are no UTF-8 become "\n", "\t", "\x1b", "\u{202e}".
std::string plain_text(std::string_view text);

// The same for text of several lines: line breaks stay.
std::string plain_lines(std::string_view text);

bool is_utf8(std::string_view text);

}  // namespace panet
