#pragma once

#include <map>
#include <string>
#include <string_view>

namespace panet::serve {

// Where a request goes: "/api/pictures?search=a%20b", decoded.
struct Target {
  std::string path;
  std::map<std::string, std::string> query;
};

// BadRequest where it does not begin with a slash, escapes badly, names a parameter twice, or means
// a control character.
Target parse_target(std::string_view text);

}  // namespace panet::serve
