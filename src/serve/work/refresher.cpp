#include "serve/work/refresher.h"

#include <algorithm>
#include <utility>

#include "panet/base/error.h"
#include "panet/base/note.h"

namespace panet::serve {

namespace {

// A picture that fails has told the project so.
template <typename Action>
void noting_trouble(Action action) {
  try {
    action();
  } catch (const std::exception& error) {
    note(error.what());
  }
}

}  // namespace

Refresher::Refresher(std::function<void(PictureId)> refresh, std::function<void()> when_done)
    : refresh_(std::move(refresh)), when_done_(std::move(when_done)), thread_([this] { run(); }) {}

Refresher::~Refresher() {
  {
    const std::lock_guard lock(mutex_);
    is_over_ = true;
  }
  changed_.notify_all();
}

void Refresher::add(PictureId picture) {
  {
    const std::lock_guard lock(mutex_);
    if (std::ranges::find(waiting_, picture) == waiting_.end()) waiting_.push_back(picture);
  }
  changed_.notify_all();
}

void Refresher::finish(PictureId picture) {
  std::unique_lock lock(mutex_);
  const auto found = std::ranges::find(waiting_, picture);
  if (found != waiting_.end()) {  // before the others
    waiting_.erase(found);
    waiting_.push_front(picture);
  }
  changed_.wait(lock, [&] {
    return is_over_ ||
           (at_work_ != picture && std::ranges::find(waiting_, picture) == waiting_.end());
  });
}

void Refresher::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return is_over_ || !waiting_.empty(); });
    if (is_over_) return;
    refresh_first(lock);
    if (!waiting_.empty()) continue;
    lock.unlock();
    noting_trouble(when_done_);
    lock.lock();
  }
}

void Refresher::refresh_first(std::unique_lock<std::mutex>& lock) {
  at_work_ = waiting_.front();
  waiting_.pop_front();
  lock.unlock();
  noting_trouble([this] { refresh_(*at_work_); });
  lock.lock();
  at_work_.reset();
  changed_.notify_all();
}

}  // namespace panet::serve
