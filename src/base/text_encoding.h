#pragma once

#include <string>
#include <string_view>

namespace panet {

// As editors on Windows save what they call Unicode.
bool is_utf16(std::string_view text);

// What keeps a text from being UTF-8 and how to mend it; empty where it is UTF-8.
std::string encoding_problem(std::string_view text);

}  // namespace panet
