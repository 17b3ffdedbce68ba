#pragma once

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/parallel.h"

namespace panet {

// Computes make(0) ... make(count - 1) ahead in `threads` threads and hands them out in order, so
// that what is done with them does not depend on the number of threads:
//
//   OrderedPrefetch<PreparedPicture> pictures(n, [&](std::size_t i) { return prepare(i); });
//   for (...) use(pictures.next());
//
// At most `ahead` values wait. What make(i) throws comes out of the next() that would have returned
// its value. Fewer than `count` calls of next() are fine.
template <typename T>
class OrderedPrefetch {
 public:
  OrderedPrefetch(std::size_t count, std::function<T(std::size_t)> make, int threads,
                  std::size_t ahead)
      : count_(count), make_(std::move(make)), ahead_(ahead) {
    for (int t = 0; t < threads; ++t) threads_.emplace_back([this] { work(); });
  }

  ~OrderedPrefetch() {
    {
      const std::lock_guard lock(mutex_);
      stopped_ = true;
    }
    changed_.notify_all();
  }
  OrderedPrefetch(const OrderedPrefetch&) = delete;
  OrderedPrefetch& operator=(const OrderedPrefetch&) = delete;

  T next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return made_.contains(taken_); });
    auto made = std::move(made_.extract(taken_).mapped());
    ++taken_;
    changed_.notify_all();
    if (made.failure) std::rethrow_exception(made.failure);
    return std::move(*made.value);
  }

 private:
  struct Made {
    std::optional<T> value;
    std::exception_ptr failure;
  };

  Made made(std::size_t index) const {
    try {
      return {make_(index), nullptr};
    } catch (...) {
      return {std::nullopt, std::current_exception()};
    }
  }

  void work() {
    work_alone();
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock,
                    [this] { return stopped_ || begun_ == count_ || begun_ < taken_ + ahead_; });
      if (stopped_ || begun_ == count_) return;
      const std::size_t index = begun_++;
      lock.unlock();
      auto result = made(index);
      lock.lock();
      made_.emplace(index, std::move(result));
      changed_.notify_all();
    }
  }

  std::size_t count_;
  std::function<T(std::size_t)> make_;
  std::size_t ahead_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::size_t, Made> made_;
  std::size_t begun_ = 0, taken_ = 0;
  bool stopped_ = false;
  std::vector<std::jthread> threads_;  // last: they end before what they use
};

}  // namespace panet
