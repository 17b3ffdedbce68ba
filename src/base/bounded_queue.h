#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

namespace panet {

// A queue between threads that holds at most `capacity` values: producers wait while it is full,
// consumers while it is empty. After close() nothing more is taken in, and what is left can still
// be taken out.
template <typename T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t capacity) : capacity_(capacity) {}

  // False where the queue was closed and the value dropped.
  bool push(T value) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return closed_ || values_.size() < capacity_; });
    if (closed_) return false;
    values_.push_back(std::move(value));
    changed_.notify_all();
    return true;
  }

  // Whether a producer, or a consumer, would wait now.
  bool is_full() const {
    const std::lock_guard lock(mutex_);
    return values_.size() >= capacity_;
  }
  bool is_empty() const {
    const std::lock_guard lock(mutex_);
    return values_.empty();
  }

  // Nothing where the queue is closed and empty.
  std::optional<T> pop() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return closed_ || !values_.empty(); });
    if (values_.empty()) return std::nullopt;
    std::optional<T> value(std::move(values_.front()));
    values_.pop_front();
    changed_.notify_all();
    return value;
  }

  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<T> values_;
  std::size_t capacity_;
  bool closed_ = false;
};

}  // namespace panet
