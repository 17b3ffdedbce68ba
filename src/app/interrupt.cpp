#include "app/interrupt.h"

#include <atomic>
#include <csignal>

namespace panet::app {
namespace {

std::atomic<bool> interrupted = false;
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler sets it");

void note(int signal) {
  interrupted = true;
  std::signal(signal, SIG_DFL);
}

}  // namespace

void watch_for_interrupt() {
  std::signal(SIGINT, note);
  std::signal(SIGTERM, note);
}

bool was_interrupted() {
  return interrupted;
}

}  // namespace panet::app
