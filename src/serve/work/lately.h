#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>
#include <mutex>
#include <vector>

namespace panet::serve {

// The last so many different values that were told, the latest first. Any number of threads.
template <typename T>
class Lately {
 public:
  explicit Lately(std::size_t most) : most_(most) {}

  void tell(const T& value) {
    const std::lock_guard lock(mutex_);
    std::erase(values_, value);
    values_.push_front(value);
    if (values_.size() > most_) values_.pop_back();
  }

  std::vector<T> values() const {
    const std::lock_guard lock(mutex_);
    return {values_.begin(), values_.end()};
  }

 private:
  std::size_t most_;
  mutable std::mutex mutex_;
  std::deque<T> values_;
};

}  // namespace panet::serve
