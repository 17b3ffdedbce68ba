#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/launch.h"
#include "parallel/route.h"
#include "parallel/texts.h"

namespace panet {

// The few texts and counters that the ranks share; rank 0 holds them. Every function throws where
// the connection is lost, so what it is used for is named by the caller. Copies are one store; used
// by any thread.
class Store {
 public:
  using Clock = std::chrono::steady_clock;
  using Ask = std::function<Texts(const Texts& question)>;

  // Holds the texts and counters: see StoreServer.
  static Store host(const Launch& launch);
  // Comes to them: see StoreConnection.
  static Store join(const Launch& launch, Clock::time_point deadline, Clock::duration patience);

  // The same texts and counters by a connection of its own, where the answer to another's question
  // need not be waited for.
  Store another() const { return another_(); }

  int64_t add(const std::string& counter, int64_t number);
  int64_t value(const std::string& counter) { return add(counter, 0); }

  // The first to say something of this name is believed.
  void say(const std::string& name, const std::string& text);
  std::optional<std::string> said(const std::string& name);

  const Ask& ask() const { return ask_; }
  const Route& route() const { return route_; }  // to rank 0; empty where this is rank 0

 private:
  static Store joined(const Launch& launch, const std::string& host, Clock::time_point deadline,
                      Clock::duration patience);

  Ask ask_;
  std::function<Store()> another_;
  Route route_;
};

}  // namespace panet
