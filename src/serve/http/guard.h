#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "serve/http/message.h"

namespace panet::serve {

// 32 random bytes in hexadecimal.
std::string random_token();

// panet::Error where a token of one's own is short, or would not fit into an address as it is.
void check_token(const std::string& token);

// Who may ask: docs/http.md. Constant; for any thread.
class Guard {
 public:
  // `host` and `port`: where the server listens.
  Guard(std::string host, uint16_t port, std::string token);

  // Who may have what is asked for: anyone, or who has the token.
  enum class Audience { kAnyone, kTokenHolders };

  // A Failure to whoever may not ask this; an answer to whoever comes for the cookie. What is let
  // through has lost its token: nothing behind the guard sees it.
  std::optional<Response> answer_instead(Request& head, Audience audience) const;

  // What opens the page.
  std::string address() const;

  // Of every answer, whoever it goes to: what a browser may do with it.
  static std::vector<std::pair<std::string, std::string>> headers();

 private:
  void check_host(const Request& head) const;
  void check_origin(const Request& head, Audience audience) const;
  bool has_token(const Request& head) const;
  Response cookie_for(const std::string& token) const;
  std::string cookie_name() const;

  std::string host_;
  uint16_t port_;
  std::string token_;
};

}  // namespace panet::serve
