#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "serve/http/connection.h"

namespace panet::serve {

// Which connections there are.
class ConnectionTable {
 public:
  void add(const std::shared_ptr<Connection>& connection);
  void remove(const Connection* connection);  // when nothing else of it is left

  std::size_t size() const;
  std::vector<std::shared_ptr<Connection>> all() const;
  // That whose turn it is to be closed for another, if any.
  std::shared_ptr<Connection> first_to_yield() const;
  // False where some are left after `time`.
  bool wait_until_empty(std::chrono::milliseconds time) const;

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable emptied_;
  std::map<const Connection*, std::weak_ptr<Connection>> connections_;
};

}  // namespace panet::serve
