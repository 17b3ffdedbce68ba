#pragma once

#include <string>

#include "base/plain_text.h"

namespace panet::app {

// A json for the standard output. Bytes that are no UTF-8 are replaced; where a terminal would obey
// something in it, all but ASCII is escaped, which is the same json.
template <typename Json>
std::string json_text(const Json& json) {
  const auto text = [&json](bool is_ascii) {
    return json.dump(2, ' ', is_ascii, Json::error_handler_t::replace) + "\n";
  };
  const auto readable = text(false);
  return plain_lines(readable) == readable ? readable : text(true);
}

}  // namespace panet::app
