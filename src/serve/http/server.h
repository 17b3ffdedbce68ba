#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "serve/http/message.h"

namespace panet::serve {

struct ServerLimits {
  std::size_t head_bytes = 16 << 10;
  std::size_t bodies_bytes = 512 << 20;  // all bodies that are held at once
  std::size_t connections = 512;
  std::size_t workers = 4;                        // handlers that run at once
  std::size_t waiting = 256;                      // requests that wait for one of them
  std::chrono::milliseconds head_time{10'000};    // for all of a head
  std::chrono::milliseconds body_time{10'000};    // for the next 64 KiB of a body
  std::chrono::milliseconds answer_time{30'000};  // for the next 64 KiB of an answer
  std::chrono::milliseconds idle_time{60'000};    // between two requests of a connection
  std::chrono::milliseconds stop_time{5'000};     // for answers under way when it stops
  std::chrono::milliseconds event_time{15'000};   // between two signs of life of an event stream
};

// What is settled when a head was read, before anything of the body is.
struct Admission {
  std::optional<Response> refusal;
  std::size_t most_body = 0;
  // Whoever is trusted keeps its connection while it is answered. Of all others, when there are too
  // many, that goes which has been silent longest, and strangers before those who were trusted.
  bool is_trusted = false;
};

// What a server serves.
struct Service {
  // Called from a thread that does I/O: quick. May take secrets out of the head.
  std::function<Admission(Request& head)> admit;
  // Called from one of the workers; may take its time.
  std::function<Response(const Request&)> answer;
  std::vector<std::pair<std::string, std::string>> headers;  // of every answer
};

// A bounded HTTP/1.1 server (Boost.Beast): memory and time of each client are bounded, and none
// holds a thread while it sends or takes bytes.
class Server {
 public:
  // Listens, answering nothing yet; port 0: any free one. panet::Error where that cannot be.
  Server(const std::string& host, uint16_t port, const ServerLimits& limits);
  ~Server();  // stops

  uint16_t port() const;

  void start(Service service);
  // Lets answers under way end, for a while, and waits for handlers.
  void stop();

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace panet::serve
