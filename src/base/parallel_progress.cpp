#include "base/parallel_progress.h"

#include <atomic>
#include <exception>
#include <mutex>

#include "base/parallel.h"

namespace panet {

void parallel_with_progress(std::size_t count,
                            const std::function<void(std::size_t, std::size_t)>& on_progress,
                            const std::function<void(std::size_t)>& action) {
  std::mutex mutex;
  std::atomic<std::size_t> next = 0;
  std::size_t done = 0, failed_index = count;
  std::exception_ptr failure;
  const auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      std::exception_ptr error;
      try {
        action(i);
      } catch (...) {
        error = std::current_exception();
      }
      const std::lock_guard lock(mutex);
      on_progress(++done, count);
      if (!error || i > failed_index) continue;
      failed_index = i;
      failure = error;
      next = count;
    }
  };
  parallel_for(0, thread_count(), 1, [&](int64_t, int64_t) { work(); });
  if (failure) std::rethrow_exception(failure);
}

}  // namespace panet
