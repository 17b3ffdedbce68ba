#include "base/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <thread>

namespace panet {
namespace {

using Clock = std::chrono::steady_clock;
using State = FileLock::State;

constexpr std::chrono::milliseconds kBetweenTries(20);

State locked(int descriptor, Clock::time_point end) {
  while (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EINTR) continue;
    if (errno != EWOULDBLOCK) return State::kUnknown;
    if (Clock::now() >= end) return State::kHeldByAnother;
    std::this_thread::sleep_for(kBetweenTries);
  }
  return State::kHeld;
}

}  // namespace

FileLock::FileLock(const std::filesystem::path& path, std::chrono::milliseconds patience)
    : descriptor_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0666)) {
  if (descriptor_.is_open()) state_ = locked(descriptor_.get(), Clock::now() + patience);
}

}  // namespace panet
