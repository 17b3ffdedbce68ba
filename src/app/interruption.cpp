#include "app/interruption.h"

#include <atomic>
#include <csignal>

namespace panet::app {
namespace {

std::atomic<bool> is_interrupted = false;
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler sets it");

void interrupt(int signal) {
  is_interrupted = true;
  std::signal(signal, SIG_DFL);
}

}  // namespace

void catch_interruptions() {
  std::signal(SIGINT, interrupt);
  std::signal(SIGTERM, interrupt);
}

bool interrupted() {
  return is_interrupted;
}

}  // namespace panet::app
