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
  std::optional<Connection::Turn> least;
  for (auto& connection : all()) {
    const auto turn = connection->turn_to_yield();
    if (!turn || (least && *least < *turn)) continue;
    least = turn;
    first = std::move(connection);
  }
  return first;
}

bool ConnectionTable::wait_until_empty(std::chrono::milliseconds time) const {
  std::unique_lock lock(mutex_);
  return emptied_.wait_for(lock, time, [this] { return connections_.empty(); });
}

}  // namespace panet::serve
