#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <optional>

namespace panet {

// What threads have done of a list, in any order, taken out in the order of the list. It holds what
// is ahead of the slowest, however long the list is.
template <typename T>
class Reordered {
 public:
  void add(std::size_t index, T value) {
    const std::lock_guard lock(mutex_);
    waiting_.emplace(index, std::move(value));
  }

  // The next of the list; nothing while that is not there.
  std::optional<T> next() {
    const std::lock_guard lock(mutex_);
    const auto first = waiting_.begin();
    if (first == waiting_.end() || first->first != next_) return std::nullopt;
    ++next_;
    auto node = waiting_.extract(first);
    return std::optional<T>(std::move(node.mapped()));
  }

 private:
  std::mutex mutex_;
  std::map<std::size_t, T> waiting_;
  std::size_t next_ = 0;
};

}  // namespace panet
