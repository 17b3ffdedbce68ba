#pragma once

#include <toml++/toml.h>

#include <cstddef>
#include <string>

namespace panet {

constexpr std::size_t kLongestToml = 64
                                     << 10;  // bytes; the longest configuration has a few thousand

// Text for a message; of a longer one the beginning.
std::string shortened(const std::string& text, std::size_t most);

// A TOML document of a configuration's size. panet::Error, naming `source` and the line, where it
// is none, or larger or deeper than a configuration can be: the parser's own stack is not bounded.
toml::table parsed_toml(const std::string& text, const std::string& source);

}  // namespace panet
