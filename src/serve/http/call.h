#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "serve/http/message.h"

namespace panet::serve {

// A request to a route, with what its path and its query say. What a client got wrong is a
// BadRequest that names it.
class Call {
 public:
  Call(const Request& request, std::map<std::string, std::string> path_values)
      : request_(request), path_values_(std::move(path_values)) {}

  const Request& request() const { return request_; }

  // "{id}" of the path, and other parts in braces.
  int64_t id() const;
  const std::string& part(const std::string& name) const { return path_values_.at(name); }

  // Of the query; nothing where it is not there, or empty.
  std::optional<std::string> text(const std::string& name) const;
  std::optional<int64_t> whole_number(const std::string& name, int64_t least, int64_t most) const;
  std::optional<double> number(const std::string& name, double least, double most) const;
  bool flag(const std::string& name) const;  // "true" or "false"; false where it is not there

 private:
  const Request& request_;
  std::map<std::string, std::string> path_values_;
};

// The body of a request, an object of JSON. BadRequest where it is none, nested deeper than
// anything of docs/http.md, or has fields that are none of `known`.
nlohmann::json parse_body(const Request& request, std::initializer_list<std::string_view> known);
// The same, with whatever fields: other programs say more than is asked for.
nlohmann::json parse_body(const Request& request);

// Of a route that takes no fields: a body may be missing, or {}.
void expect_no_fields(const Request& request);

// Fields of an object; BadRequest where the value is of another kind, or missing where it has to be
// there. Null is as good as missing.
bool has_field(const nlohmann::json& object, std::string_view name);
std::string text_field(const nlohmann::json& object, const std::string& name);
int64_t whole_field(const nlohmann::json& object, const std::string& name, int64_t least,
                    int64_t most);
double number_field(const nlohmann::json& object, const std::string& name, double least,
                    double most);
bool flag_field(const nlohmann::json& object, const std::string& name, bool otherwise);
const nlohmann::json& list_field(const nlohmann::json& object, std::string_view name);
// For objects within a body.
void check_fields(const nlohmann::json& object, std::initializer_list<std::string_view> known);

}  // namespace panet::serve
