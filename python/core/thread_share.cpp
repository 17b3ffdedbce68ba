#include "core/thread_share.h"

#include "panet/base/thread_count.h"

namespace panet::python {

ThreadShare::ThreadShare(int threads) : before_(thread_count()) {
  set_thread_count(threads);
}

ThreadShare::~ThreadShare() {
  set_thread_count(before_);
}

}  // namespace panet::python
