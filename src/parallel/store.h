#pragma once

#include <chrono>
#include <optional>
#include <string>

#include <torch/csrc/distributed/c10d/TCPStore.hpp>

namespace panet {

// A connection to the few texts and counters that the ranks share; rank 0 holds them. Every
// function throws what c10d throws where the connection is lost, so what it is used for is named by
// the caller. Used by one thread at a time.
class Store {
 public:
  // Holds the texts and counters. Error where the port is in use.
  static Store host(int port, std::chrono::milliseconds timeout);
  static Store join(const std::string& address, int port, std::chrono::milliseconds timeout);

  int64_t add(const std::string& counter, int64_t number) { return store_->add(counter, number); }
  int64_t value(const std::string& counter) { return add(counter, 0); }

  // The first to say something of this name is believed.
  void say(const std::string& name, const std::string& text);
  std::optional<std::string> said(const std::string& name);

  c10::intrusive_ptr<c10d::Store> c10d_store() const { return store_; }

 private:
  explicit Store(c10::intrusive_ptr<c10d::TCPStore> store) : store_(std::move(store)) {}

  c10::intrusive_ptr<c10d::TCPStore> store_;
};

}  // namespace panet
