#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "serve/project/project.h"

namespace panet::serve {

// Makes the masks of single pictures anew in a thread of its own, soon: of those in which something
// was painted.
class Refresher {
 public:
  // Both are called from that thread: for each picture, and when none waits any longer.
  Refresher(std::function<void(PictureId)> refresh, std::function<void()> when_done);
  ~Refresher();

  void add(PictureId picture);

  // Returns when the picture is made anew, where it was to be.
  void finish(PictureId picture);

 private:
  void run();
  void refresh_first(std::unique_lock<std::mutex>& lock);

  std::function<void(PictureId)> refresh_;
  std::function<void()> when_done_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<PictureId> waiting_;  // each once
  std::optional<PictureId> at_work_;
  bool is_over_ = false;
  std::jthread thread_;
};

}  // namespace panet::serve
