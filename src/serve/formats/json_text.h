#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

// Lists of millions of numbers are written as text: a value of json for each takes ten times as
// much.
namespace panet::serve {

// The text of an object with a field more, whose value is text of json already.
inline std::string with_field(const nlohmann::json& object, std::string_view name,
                              std::string_view value) {
  std::string text = object.dump();
  text.pop_back();
  text.reserve(text.size() + name.size() + value.size() + 5);
  text.append(text.size() > 1 ? ",\"" : "\"").append(name).append("\":").append(value);
  return text += '}';
}

}  // namespace panet::serve
