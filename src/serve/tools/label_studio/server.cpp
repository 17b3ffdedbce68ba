#include "serve/tools/label_studio/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/error_context.h"
#include "base/shallow_json.h"
#include "panet/base/error.h"
#include "serve/tools/fetch.h"
#include "serve/tools/sent_picture.h"

namespace panet::serve {
namespace {

using nlohmann::json;

constexpr std::size_t kMostAnswer = 1 << 16, kMostTasks = std::size_t{1} << 30;
constexpr std::chrono::minutes kBearerStays{4};  // of the five that Label Studio gives it

std::string without_slash(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url;
}

bool is_whole(std::string_view address) {
  return address.starts_with("http://") || address.starts_with("https://");
}

// Personal access tokens are JSON Web Tokens: three parts.
bool is_personal(const std::string& key) {
  return key.starts_with("ey") && std::ranges::count(key, '.') == 2;
}

// RFC 4648, for addresses.
std::string address_base64(std::string_view text) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string digits;
  for (std::size_t i = 0; i < text.size(); i += 3) {
    uint32_t bits = 0;
    const auto part = text.substr(i, 3);
    for (std::size_t j = 0; j < 3; ++j)
      bits = bits << 8 | (j < part.size() ? static_cast<unsigned char>(part[j]) : 0u);
    for (std::size_t j = 0; j < 4; ++j)
      digits += j <= part.size() ? kDigits[bits >> (18 - 6 * j) & 63] : '=';
  }
  return digits;
}

json parsed(const std::vector<std::byte>& bytes) {
  auto value = shallow_json({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  if (value.is_discarded()) throw Error("the answer is no JSON");
  return value;
}

}  // namespace

LabelStudioServer::LabelStudioServer(std::string url, std::string key)
    : given_{.url = without_slash(std::move(url)), .key = std::move(key)} {}

void LabelStudioServer::introduce(const std::string& url, const std::string& key) {
  const std::lock_guard lock(mutex_);
  introduced_ = {.url = without_slash(url), .key = key};
}

// A key that was given is for the server that was given.
LabelStudioServer::Access LabelStudioServer::access() const {
  const std::lock_guard lock(mutex_);
  if (given_.url.empty()) return introduced_;
  return {.url = given_.url, .key = given_.key.empty() ? introduced_.key : given_.key};
}

std::string LabelStudioServer::resolving(int64_t task, const std::string& address) const {
  return fmt::format("/tasks/{}/resolve/?fileuri={}", task, address_base64(address));
}

std::vector<std::byte> LabelStudioServer::picture(const std::string& address) {
  return fetch(address, kMostToolBody);
}

json LabelStudioServer::annotated_tasks(int64_t project) {
  return parsed(fetch(fmt::format("/api/projects/{}/export?exportType=JSON", project), kMostTasks));
}

std::vector<std::byte> LabelStudioServer::fetch(const std::string& path, std::size_t most) {
  const auto access = this->access();
  const bool is_path = !is_whole(path);
  if (is_path && !path.starts_with('/'))
    throw Error(fmt::format(
        "{}: neither an address, http://HOST/..., nor a path of Label Studio's, /...", path));
  if (is_path && !is_whole(access.url))
    throw Error(fmt::format(
        "{}: it is not known where Label Studio is: say --label-studio ADDRESS, or --media-root "
        "FOLDER for pictures that lie here",
        path));
  const bool is_own = is_path || (is_whole(access.url) && path.starts_with(access.url + '/'));
  return with_context(path, [&] {
    return fetched({.address = is_path ? access.url + path : path,
                    .authorization = is_own ? authorization(access) : std::string(),
                    .json = {}},
                   most);
  });
}

std::string LabelStudioServer::authorization(const Access& access) {
  if (access.key.empty()) return {};
  return is_personal(access.key) ? "Bearer " + bearer(access) : "Token " + access.key;
}

// A personal access token is good for one thing: to be given another, which lives for minutes.
std::string LabelStudioServer::bearer(const Access& access) {
  const std::lock_guard lock(mutex_);
  if (bearer_of_ == access && Clock::now() - bearer_from_ < kBearerStays) return bearer_;
  const auto answer = parsed(fetched({.address = access.url + "/api/token/refresh",
                                      .authorization = {},
                                      .json = json{{"refresh", access.key}}.dump()},
                                     kMostAnswer));
  if (!answer.is_object() || !answer.contains("access") || !answer.at("access").is_string())
    throw Error("Label Studio gave no access for the personal access token");
  bearer_ = answer.at("access").get<std::string>();
  bearer_of_ = access;
  bearer_from_ = Clock::now();
  return bearer_;
}

}  // namespace panet::serve
