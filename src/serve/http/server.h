#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "serve/http/message.h"

namespace panet::serve {

struct ServerLimits {
  std::size_t head_bytes = 16 << 10;
  std::size_t body_bytes = 1 << 20;      // of most requests
  std::size_t upload_bytes = 256 << 20;  // where `is_upload` says so
  std::size_t connections = 512;
  std::chrono::milliseconds head_time{10'000};   // for all of a head
  std::chrono::milliseconds body_time{10'000};   // for the next 64 KiB of a body
  std::chrono::milliseconds answer_time{30'000}; // for the next 64 KiB of an answer
  std::chrono::milliseconds idle_time{60'000};   // between two requests of a connection
};

// Answers requests; called from a thread of the server's pool, may take its time.
using Handler = std::function<Response(const Request&)>;

// A bounded HTTP/1.1 server (Boost.Beast): memory and time of each client are bounded, no client holds a
// thread while it sends or takes bytes.
class Server {
 public:
  // Listens at once; port 0: any free one. panet::Error where the address cannot be listened on.
  Server(const std::string& host, uint16_t port, const ServerLimits& limits, Handler handler,
         std::function<bool(const Request&)> is_upload);
  ~Server();  // stops

  uint16_t port() const;
  void run();   // returns after stop()
  void stop();  // from any thread or signal: lets answers under way end, for 5 s

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace panet::serve
