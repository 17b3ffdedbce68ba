#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <compare>
#include <memory>
#include <optional>

#include "serve/http/byte_budget.h"
#include "serve/http/server.h"
#include "serve/http/worker_pool.h"

namespace panet::serve {

class ConnectionTable;

// What the connections of a server share. It outlives them.
struct ConnectionSurroundings {
  const ServerLimits& limits;
  const Service& service;
  WorkerPool& workers;
  ByteBudget& bodies;
  ConnectionTable& table;
};

// One client, from its first byte to its last. Each call is for any thread.
class Connection {
 public:
  virtual ~Connection() = default;

  // How gladly it is closed for another: less is sooner. Nothing while somebody trusted is
  // answered.
  struct Turn {
    bool was_trusted = false;  // whoever has shown a token comes after all strangers
    std::chrono::steady_clock::time_point since;
    auto operator<=>(const Turn& other) const = default;
  };
  virtual std::optional<Turn> turn_to_yield() const = 0;
  virtual void yield() = 0;   // closes it, if it still can be
  virtual void finish() = 0;  // closes it as soon as what is under way was answered
  virtual void abort() = 0;   // closes it
  // From now on nobody wakes it: for when its threads are gone.
  virtual void forget_events() = 0;
};

// Begins to serve a client; the socket's executor is a strand. The table holds it while it lives.
void serve_client(boost::asio::ip::tcp::socket socket, const ConnectionSurroundings& surroundings);

}  // namespace panet::serve
