#pragma once

#include <string>

#include "base/plain_text.h"

namespace panet::app {

// A json for the standard output, on lines of its own. Bytes that are no UTF-8 are replaced; where
// a terminal would obey something in it, all but ASCII is escaped, which is the same json.
template <typename Json>
std::string json_text(const Json& json, int indent = 2) {
  const auto text = [&](bool is_ascii) {
    return json.dump(indent, ' ', is_ascii, Json::error_handler_t::replace);
  };
  const auto readable = text(false);
  return (plain_lines(readable) == readable ? readable : text(true)) + "\n";
}

// The same on one line, without its break.
template <typename Json>
std::string json_line(const Json& json) {
  const int no_breaks = -1;
  auto line = json_text(json, no_breaks);
  line.pop_back();
  return line;
}

}  // namespace panet::app
