#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

// Lists of millions of numbers are written as text: a value of json for each takes ten times as
// much.
namespace panet::serve {

// The text of an object that has fields, up to the value of one more.
inline std::string text_up_to(const nlohmann::json& object, std::string_view name) {
  std::string text = object.dump();
  text.pop_back();
  text.append(",\"").append(name).append("\":");
  return text;
}

// The text of an object that has fields, with one more, whose value is text of json already.
inline std::string with_field(const nlohmann::json& object, std::string_view name,
                              std::string_view value) {
  std::string text = text_up_to(object, name);
  text.reserve(text.size() + value.size() + 1);
  text.append(value) += '}';
  return text;
}

}  // namespace panet::serve
