#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>

namespace panet {

// Memory that threads share: each takes what it will need, and waits while the others leave too
// little.
class MemoryBudget {
 public:
  explicit MemoryBudget(int64_t bytes) : bytes_(bytes) {}

  // Given back when the last copy goes. What is more than the whole budget is granted once nothing
  // else is taken. The budget must outlive its shares.
  using Share = std::shared_ptr<void>;
  Share take(int64_t bytes) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return closed_ || taken_ == 0 || taken_ + bytes <= bytes_; });
    taken_ += bytes;
    return {this, [this, bytes](void*) { give_back(bytes); }};
  }

  // Nobody waits any longer.
  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
  }

 private:
  void give_back(int64_t bytes) {
    const std::lock_guard lock(mutex_);
    taken_ -= bytes;
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  int64_t bytes_, taken_ = 0;
  bool closed_ = false;
};

}  // namespace panet
