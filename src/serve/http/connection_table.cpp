#include "serve/http/connection_table.h"

namespace panet::serve {

void ConnectionTable::add(const std::shared_ptr<Connection>& connection) {
  const std::lock_guard lock(mutex_);
  connections_.emplace(connection.get(), connection);
}

void ConnectionTable::remove(const Connection* connection) {
  const std::lock_guard lock(mutex_);
  connections_.erase(connection);
  if (connections_.empty()) emptied_.notify_all();
}

std::size_t ConnectionTable::size() const {
  const std::lock_guard lock(mutex_);
  return connections_.size();
}

std::vector<std::shared_ptr<Connection>> ConnectionTable::all() const {
  std::vector<std::shared_ptr<Connection>> living;
  const std::lock_guard lock(mutex_);
  for (const auto& [pointer, connection] : connections_)
    if (auto alive = connection.lock()) living.push_back(std::move(alive));
  return living;
}

std::shared_ptr<Connection> ConnectionTable::first_to_yield() const {
  std::shared_ptr<Connection> first;
  for (auto& connection : all()) {
    const auto since = connection->yields_since();
    const auto least = first == nullptr ? std::nullopt : first->yields_since();
    if (since && (!least || *since < *least)) first = std::move(connection);
  }
  return first;
}

bool ConnectionTable::wait_until_empty(std::chrono::milliseconds time) const {
  std::unique_lock lock(mutex_);
  return emptied_.wait_for(lock, time, [this] { return connections_.empty(); });
}

}  // namespace panet::serve
