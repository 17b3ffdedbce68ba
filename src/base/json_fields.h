#pragma once

#include <fmt/format.h>
#include <simdjson.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "panet/base/error.h"

// Reading JSON that is too large to be held as a tree: each value is seen once, in the order of the
// file. simdjson throws its own exception where the text is no JSON; a value of another kind than
// is due is a panet::Error that names its key.
namespace panet {

// Calls visit(key, value) for the fields of an object. What `visit` does not read is passed over.
template <typename Visit>
void for_each_field(simdjson::ondemand::object object, Visit visit) {
  for (auto field : object) {
    const std::string_view key = field.unescaped_key();
    visit(key, simdjson::ondemand::value(field.value()));
  }
}

// A value as errors show it: as it stands in the file, cut short.
std::string shown(simdjson::ondemand::value value);

inline bool is_null(simdjson::ondemand::value value) {
  bool is_null = false;
  return !value.is_null().get(is_null) && is_null;
}

// Programs write 96 also as 96.0 or as "96".
int64_t whole_number(simdjson::ondemand::value value, std::string_view key);

inline std::string text_of(simdjson::ondemand::value value, std::string_view key) {
  std::string_view text;
  if (value.get_string().get(text))
    throw Error(fmt::format("\"{}\" is no text, but {}", key, shown(value)));
  return std::string(text);
}

inline simdjson::ondemand::array list_of(simdjson::ondemand::value value, std::string_view key) {
  simdjson::ondemand::array list;
  if (value.get_array().get(list)) throw Error(fmt::format("\"{}\" is no list", key));
  return list;
}

// The value of a field that has to be there; panet::Error where it was not.
template <typename T>
T required(std::optional<T> value, std::string_view key) {
  if (!value) throw Error(fmt::format("no \"{}\"", key));
  return *std::move(value);
}

}  // namespace panet
