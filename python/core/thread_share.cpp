#include "core/thread_share.h"

#include <unistd.h>

#include <atomic>

#include "panet/base/thread_count.h"

namespace panet::python {
namespace {

// A process that is forked when OpenMP has begun its threads has none of them, and would wait for
// them for ever.
bool has_lost_its_threads() {
  static std::atomic<pid_t> begun_in = 0;
  pid_t nowhere = 0;
  return !begun_in.compare_exchange_strong(nowhere, ::getpid()) && nowhere != ::getpid();
}

}  // namespace

ThreadShare::ThreadShare(int threads) : before_(thread_count()) {
  set_thread_count(has_lost_its_threads() ? 1 : threads);
}

ThreadShare::~ThreadShare() {
  set_thread_count(before_);
}

}  // namespace panet::python
