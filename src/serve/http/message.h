#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace panet::serve {

class EventQueue;

// What a client asks, within the server's limits.
struct Request {
  std::string method;                          // "GET"
  std::string path;                            // decoded: "/api/pictures/17"
  std::map<std::string, std::string> query;    // decoded
  std::map<std::string, std::string> headers;  // names in small letters
  std::string body;

  std::optional<std::string> header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::nullopt : std::optional(found->second);
  }
};

// Bytes that are made while they are sent: called by one thread at a time, nothing ends. An
// exception breaks the answer off, and the client sees that it did.
using BodySource = std::function<std::optional<std::string>()>;

struct Response {
  int status = 200;
  std::string content_type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers;  // more of them
  // One of these:
  std::string body;
  BodySource source;                   // for what is long
  std::shared_ptr<EventQueue> events;  // stays open, and sends what is put in
};

}  // namespace panet::serve
