#pragma once

#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cstddef>
#include <utility>

namespace panet::serve {

// Threads that answer requests: so many at once, and so many that wait.
class WorkerPool {
 public:
  WorkerPool(std::size_t workers, std::size_t waiting)
      : most_(workers + waiting), threads_(workers) {}

  // False where there is too much to do. `job` throws nothing.
  template <typename Job>
  bool begin(Job job) {
    if (++jobs_ > most_) {
      --jobs_;
      return false;
    }
    boost::asio::post(threads_, [this, job = std::move(job)]() mutable {
      job();
      --jobs_;
    });
    return true;
  }

  // The next piece of something that has begun: never refused.
  template <typename Job>
  void go_on(Job job) {
    boost::asio::post(threads_, std::move(job));
  }

  // Waits for jobs that run; those that wait are dropped.
  void stop() {
    threads_.stop();
    threads_.join();
  }

 private:
  std::size_t most_;
  std::atomic<std::size_t> jobs_ = 0;
  boost::asio::thread_pool threads_;
};

}  // namespace panet::serve
