#include "serve/http/given_answers.h"

#include <algorithm>

#include "serve/http/failure.h"

namespace panet::serve {
namespace {

constexpr std::size_t kLongestKey = 200;

// Of another path or method a key says something else.
std::string keyed(const Request& request, const std::string& key) {
  if (key.size() > kLongestKey) throw BadRequest("the key of a request is too long");
  return request.method + ' ' + request.path + ' ' + key;
}

}  // namespace

GivenAnswers::Place GivenAnswers::find(const std::string& request) {
  return std::ranges::find(given_, request, &Given::request);
}

// The answer that was given; none where the request is to be handled now.
std::optional<Response> GivenAnswers::begin(const std::string& request) {
  const std::lock_guard lock(mutex_);
  const auto known = find(request);
  if (known != given_.end() && !known->response) throw Busy("the same request is under way");
  if (known != given_.end()) return known->response;
  given_.push_back({.request = request, .response = std::nullopt});
  return std::nullopt;
}

// The last one stays, however large it is.
void GivenAnswers::keep(const std::string& request, const Response& response) {
  const std::lock_guard lock(mutex_);
  const auto known = find(request);
  known->response = response;
  bytes_ += response.body.size();
  given_.splice(given_.end(), given_, known);
  while (given_.size() > kMostAnswers || bytes_ > kMostBytes)
    if (!let_oldest_go(known)) return;
}

// Before `last`. Those under way stay: they would be handled twice.
bool GivenAnswers::let_oldest_go(Place last) {
  const auto oldest = std::find_if(given_.begin(), last,
                                   [](const Given& given) { return given.response.has_value(); });
  if (oldest == last) return false;
  bytes_ -= oldest->response->body.size();
  given_.erase(oldest);
  return true;
}

void GivenAnswers::forget(const std::string& request) {
  const std::lock_guard lock(mutex_);
  given_.erase(find(request));
}

Response GivenAnswers::answer(const Request& request, const std::function<Response()>& handle) {
  const auto key = request.header("idempotency-key");
  if (!key) return handle();
  const auto name = keyed(request, *key);
  if (auto given = begin(name)) return *given;
  try {
    auto response = handle();
    keep(name, response);
    return response;
  } catch (...) {
    forget(name);
    throw;
  }
}

}  // namespace panet::serve
