#include "serve/http/conditional.h"

#include <algorithm>
#include <string_view>

namespace panet::serve {
namespace {

std::string_view header(const Response& response, std::string_view name) {
  const auto found = std::ranges::find_if(
      response.headers, [name](const auto& header) { return header.first == name; });
  return found == response.headers.end() ? std::string_view() : found->second;
}

// In a list of tags, each perhaps with W/ before it, or "*".
bool has_tag(std::string_view list, std::string_view tag) {
  return list == "*" || list.find(tag) != list.npos;
}

}  // namespace

bool knows(const Request& request, std::string_view tag) {
  return has_tag(request.header("if-none-match").value_or(""), tag);
}

Response conditional(const Request& request, Response response) {
  const auto tag = header(response, "ETag");
  if (tag.empty() || response.status != 200) return response;
  const bool is_known = knows(request, tag);
  if (header(response, "Cache-Control").empty())
    response.headers.emplace_back("Cache-Control", "private, no-cache");
  if (is_known) {
    response.status = 304;
    response.body.clear();
  }
  return response;
}

}  // namespace panet::serve
