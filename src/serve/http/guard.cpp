#include "serve/http/guard.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/random.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <climits>
#include <string_view>

#include "base/base64.h"
#include "base/loopback.h"
#include "base/lower_case.h"
#include "panet/base/error.h"
#include "serve/http/failure.h"

namespace panet::serve {
namespace {

bool is_plain(char letter) {
  return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z') ||
         (letter >= 'A' && letter <= 'Z') || letter == '-' || letter == '_' || letter == '.' ||
         letter == '~';
}

// Takes as long wherever the first difference is.
bool are_equal(std::string_view offered, std::string_view token) {
  unsigned difference = offered.size() == token.size() ? 0 : 1;
  for (std::size_t i = 0; i < token.size(); ++i) {
    const char letter = offered.empty() ? '\0' : offered[i % offered.size()];
    difference |= static_cast<unsigned char>(letter ^ token[i]);
  }
  return difference == 0;
}

bool is_port(std::string_view text) {
  return text.starts_with(':') && std::ranges::all_of(text.substr(1), [](char letter) {
           return letter >= '0' && letter <= '9';
         });
}

// "localhost:8080" -> "localhost"; "[::1]:8080" -> "::1"; nothing of what is neither. Whatever
// port: a tunnel has another one.
std::string name_in(const std::string& host) {
  const bool is_bracketed = host.starts_with('[');
  const auto end = is_bracketed ? host.find(']') : std::min(host.find(':'), host.size());
  if (end == host.npos) return {};
  const auto rest = std::string_view(host).substr(end + (is_bracketed ? 1 : 0));
  if (!rest.empty() && !is_port(rest)) return {};
  return is_bracketed ? host.substr(1, end - 1) : host.substr(0, end);
}

bool is_number_address(const std::string& name) {
  std::array<unsigned char, sizeof(in6_addr)> bytes;
  return inet_pton(AF_INET, name.c_str(), bytes.data()) == 1 ||
         inet_pton(AF_INET6, name.c_str(), bytes.data()) == 1;
}

std::string machine_name() {
  std::array<char, HOST_NAME_MAX + 1> name = {};
  return gethostname(name.data(), name.size() - 1) == 0 ? lower_case(name.data()) : std::string();
}

// A name that somebody else made point here is none of these.
bool is_name_of(const std::string& listened_on, const std::string& name) {
  if (name == "localhost" || name == lower_case(listened_on)) return true;
  if (is_loopback(listened_on)) return is_number_address(name) && is_loopback(name);
  const bool is_any = listened_on == "0.0.0.0" || listened_on == "::";
  return is_any && (is_number_address(name) || name == machine_name());
}

// What follows "Bearer " in "Bearer TOKEN".
std::optional<std::string_view> after_scheme(std::string_view authorization,
                                             std::string_view scheme) {
  if (!lower_case(std::string(authorization.substr(0, scheme.size()))).starts_with(scheme))
    return std::nullopt;
  return authorization.substr(scheme.size());
}

// Of "USER:PASSWORD" in base64; empty where it is no such thing.
std::string password_in(std::string_view base64) {
  try {
    const auto bytes = decode_base64(base64);
    const std::string text(static_cast<const char*>(static_cast<const void*>(bytes.data())),
                           bytes.size());
    const auto colon = text.find(':');
    return colon == text.npos ? std::string() : text.substr(colon + 1);
  } catch (const Error&) {
    return {};
  }
}

// The value of a cookie among "a=1; b=2".
std::string_view cookie_in(std::string_view cookies, std::string_view name) {
  while (!cookies.empty()) {
    const auto end = std::min(cookies.find(';'), cookies.size());
    auto cookie = cookies.substr(0, end);
    cookie.remove_prefix(std::min(cookie.find_first_not_of(' '), cookie.size()));
    if (cookie.starts_with(name) && cookie.substr(name.size()).starts_with('='))
      return cookie.substr(name.size() + 1);
    cookies.remove_prefix(std::min(end + 1, cookies.size()));
  }
  return {};
}

}  // namespace

std::string random_token() {
  std::array<unsigned char, 32> bytes;
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    throw Error("the system gives no random numbers for a token");
  std::string token;
  for (const auto byte : bytes) token += fmt::format("{:02x}", byte);
  return token;
}

void check_token(const std::string& token) {
  constexpr std::size_t kLeast = 16, kMost = 256;
  if (token.size() < kLeast || token.size() > kMost || !std::ranges::all_of(token, is_plain))
    throw Error(fmt::format("a token is {} to {} letters, digits, or any of -_.~", kLeast, kMost));
}

Guard::Guard(std::string host, uint16_t port, std::string token)
    : host_(std::move(host)), port_(port), token_(std::move(token)) {}

std::optional<Response> Guard::answer_instead(Request& head, Audience audience) const {
  check_host(head);
  check_origin(head, audience);
  const auto offered = head.path == "/" ? head.query.find("token") : head.query.end();
  if (offered != head.query.end()) return cookie_for(offered->second);
  if (audience == Audience::kTokenHolders && !has_token(head))
    throw Failure(401, "no_token",
                  "open the address that panet serve printed, or send \"Authorization: Bearer "
                  "TOKEN\" with the token in it");
  head.headers.erase("authorization");
  head.headers.erase("token");
  head.headers.erase("cookie");
  return std::nullopt;
}

void Guard::check_host(const Request& head) const {
  const auto host = lower_case(head.header("host").value_or(""));
  if (!is_name_of(host_, name_in(host)))
    throw Failure(421, "other_host", "this server has another address: the one that it printed");
}

// A browser says where a page is from that asks for something, or at least whether it is from here.
void Guard::check_origin(const Request& head, Audience audience) const {
  const auto origin = head.header("origin");
  const auto site = head.header("sec-fetch-site").value_or("none");
  const bool is_from_here = !origin || *origin == "http://" + *head.header("host");
  // A link on another page may lead to this one.
  const bool is_followed_link = head.method == "GET" && audience == Audience::kAnyone &&
                                head.header("sec-fetch-mode") == "navigate";
  const bool is_site_ok = site == "none" || site == "same-origin" || is_followed_link;
  if (!is_from_here || !is_site_ok)
    throw Failure(403, "other_origin", "only this server's own page may ask this");
}

// Other programs have a field for a key (header Token), or take a user and a password as part of an
// address ("http://panet:TOKEN@127.0.0.1:8080"): whatever the user, the password is the token.
bool Guard::has_token(const Request& head) const {
  const auto authorization = head.header("authorization").value_or("");
  if (const auto bearer = after_scheme(authorization, "bearer ")) return are_equal(*bearer, token_);
  if (const auto basic = after_scheme(authorization, "basic "))
    return are_equal(password_in(*basic), token_);
  if (const auto key = head.header("token")) return are_equal(*key, token_);
  return are_equal(cookie_in(head.header("cookie").value_or(""), cookie_name()), token_);
}

// A wrong token leads to the page as well, which asks for the right one: an address of yesterday is
// one.
Response Guard::cookie_for(const std::string& token) const {
  Response response;
  response.status = 303;
  response.content_type = "text/plain; charset=utf-8";
  response.headers = {{"Location", "/"}};
  if (are_equal(token, token_))
    response.headers.emplace_back(
        "Set-Cookie",
        fmt::format("{}={}; HttpOnly; SameSite=Strict; Path=/", cookie_name(), token_));
  return response;
}

// Browsers send a cookie to all ports of a host: two servers need two names.
std::string Guard::cookie_name() const {
  return fmt::format("panet-{}", port_);
}

std::string Guard::address() const {
  const bool is_any = host_ == "0.0.0.0" || host_ == "::";
  const auto name = is_any ? machine_name() : host_;
  const bool is_version_6 = name.find(':') != name.npos;
  return fmt::format("http://{}:{}/?token={}", is_version_6 ? "[" + name + "]" : name, port_,
                     token_);
}

std::vector<std::pair<std::string, std::string>> Guard::headers() {
  return {{"Content-Security-Policy",
           "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
           "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"},
          {"X-Content-Type-Options", "nosniff"},
          {"Referrer-Policy", "no-referrer"},
          {"Cross-Origin-Resource-Policy", "same-origin"},
          {"Cross-Origin-Opener-Policy", "same-origin"},
          {"Cache-Control", "no-store"}};
}

}  // namespace panet::serve
