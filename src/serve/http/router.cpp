#include "serve/http/router.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "serve/http/failure.h"

namespace panet::serve {
namespace {

// Up to the next slash; takes it and the slash away.
std::string_view take_segment(std::string_view& path) {
  const auto end = std::min(path.find('/'), path.size());
  const auto segment = path.substr(0, end);
  path.remove_prefix(std::min(end + 1, path.size()));
  return segment;
}

bool is_placeholder(std::string_view segment) {
  return segment.starts_with('{') && segment.ends_with('}');
}

// What stands in place of the braces; nothing where the path is not of this form.
std::optional<std::map<std::string, std::string>> values_in(std::string_view path,
                                                            std::string_view form) {
  if (std::ranges::count(path, '/') != std::ranges::count(form, '/')) return std::nullopt;
  std::map<std::string, std::string> values;
  while (!path.empty() || !form.empty()) {
    const auto segment = take_segment(path), due = take_segment(form);
    if (is_placeholder(due) && !segment.empty()) {
      values.emplace(due.substr(1, due.size() - 2), segment);
    } else if (segment != due) {
      return std::nullopt;
    }
  }
  return values;
}

bool serves(const Route& route, const std::string& method) {
  return route.method == method || (route.method == "GET" && method == "HEAD");
}

[[noreturn]] void throw_no_route(const Request& head, const std::set<std::string>& methods) {
  if (methods.empty())
    throw NotFound("not_found",
                   fmt::format("there is no {:.80}; docs/http.md has what there is", head.path));
  throw MethodNotAllowed(fmt::format("{}", fmt::join(methods, ", ")));
}

void check_query(const Request& head, const Route& route) {
  for (const auto& [name, value] : head.query)
    if (std::ranges::find(route.query, name) == route.query.end())
      throw BadRequest(fmt::format("there is no parameter \"{:.40}\"; there are: {}", name,
                                   fmt::join(route.query, ", ")));
}

}  // namespace

Router::Router(std::vector<Route> routes) : routes_(std::move(routes)) {}

bool Router::has_path(const std::string& path) const {
  return std::ranges::any_of(
      routes_, [&](const Route& route) { return values_in(path, route.path).has_value(); });
}

Router::Match Router::match(const Request& head) const {
  std::set<std::string> methods;
  for (const auto& route : routes_) {
    auto values = values_in(head.path, route.path);
    if (!values) continue;
    if (serves(route, head.method)) return {&route, std::move(*values)};
    methods.insert(route.method);
    if (route.method == "GET") methods.insert("HEAD");
  }
  throw_no_route(head, methods);
}

Admission Router::admit(const Request& head) const {
  const auto& route = *match(head).route;
  check_query(head, route);
  return {.most_body = route.most_body};
}

Response Router::answer(const Request& request) const {
  auto [route, path_values] = match(request);
  return route->handler(Call(request, std::move(path_values)));
}

}  // namespace panet::serve
