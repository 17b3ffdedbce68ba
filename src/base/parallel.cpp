#include "base/parallel.h"

#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <future>
#include <mutex>

#include "base/handover.h"
#include "base/quotient_up.h"
#include "panet/base/error.h"

namespace panet {
namespace {

std::atomic<int> last_set = 0;  // 0: what OpenMP begins with
std::atomic<void (*)(int)> other_library = nullptr;

// OpenMP keeps a number for each thread; one that starts takes no notice of what others have set.
thread_local bool is_set = false;

void set_here(int threads) {
  is_set = true;
  omp_set_num_threads(threads);
  if (const auto set = other_library.load()) set(threads);
}

}  // namespace

int thread_count() {
  if (!is_set) set_here(last_set > 0 ? last_set.load() : omp_get_max_threads());
  return omp_get_max_threads();
}

void set_thread_count(int threads) {
  if (threads < 1) throw Error(fmt::format("{} threads: at least one computes", threads));
  last_set = threads;
  set_here(threads);
}

// The other library hears nothing of it: LibTorch would begin its own threads, in which gradients
// are computed, with what any thread was set to last.
void work_alone() {
  is_set = true;
  omp_set_num_threads(1);
}

void run_alone(const std::function<void()>& work) {
  std::async(std::launch::async, [&work] {
    work_alone();
    work();
  }).get();
}

void share_thread_count(void (*set)(int threads)) {
  other_library = set;
}

// Threads find what they share through a record that the caller writes when it is too late to give
// it: ThreadSanitizer looks at the work alone.
__attribute__((no_sanitize("thread"))) void parallel_for(
    int64_t begin, int64_t end, int64_t grain, const std::function<void(int64_t, int64_t)>& work) {
  if (begin >= end) return;
  const auto shares =
      static_cast<int>(std::min<int64_t>(thread_count(), quotient_up(end - begin, grain)));
  if (shares <= 1 || omp_in_parallel() != 0) return work(begin, end);

  std::exception_ptr failure;
  std::mutex failing;
  Handover begun, done;
  begun.give();
#pragma omp parallel num_threads(shares)
  {
    begun.take();
    const int64_t share = quotient_up<int64_t>(end - begin, omp_get_num_threads());
    const int64_t first = begin + share * omp_get_thread_num();
    try {
      if (first < end) work(first, std::min(end, first + share));
    } catch (...) {
      const std::lock_guard lock(failing);
      if (!failure) failure = std::current_exception();
    }
    done.give();
  }
  done.take();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace panet
