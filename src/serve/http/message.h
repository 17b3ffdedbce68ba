#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>


namespace panet::serve {

// What a client asks, read whole and within the server's limits.
struct Request {
  std::string method;                        // "GET"
  std::string path;                          // decoded, "/api/pictures/17"
  std::map<std::string, std::string> query;  // decoded
  std::map<std::string, std::string> headers;  // names in small letters
  std::string body;

  std::optional<std::string> header(const std::string& name) const;
};

// Bytes that are made while they are sent. Called again and again from one thread; nullopt ends.
using BodySource = std::function<std::optional<std::string>()>;

struct Response {
  int status = 200;
  std::string content_type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers;  // more of them
  std::string body;
  BodySource source;  // in place of `body`, for what is long: sent in chunks
};

}  // namespace panet::serve
