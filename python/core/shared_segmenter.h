#pragma once

#include <mutex>
#include <utility>

#include "core/released.h"
#include "core/thread_share.h"
#include "panet/segment/segmenter.h"

namespace panet::python {

// A segmenter that any number of Python's threads may use: they take turns. What a thread calls
// during its own turn, as from the progress of an evaluation, is part of it.
class SharedSegmenter {
 public:
  SharedSegmenter(Segmenter segmenter, int threads)
      : segmenter_(std::move(segmenter)), threads_(threads) {}

  // What `work` makes of the segmenter. A thread gives Python's lock back before it waits for its
  // turn, so none holds one of the two and waits for the other.
  template <typename Work>
  auto use(Work work) {
    return released([&] {
      const std::lock_guard turn(turn_);
      const ThreadShare share(threads_);
      return work(segmenter_);
    });
  }

  const Segmenter& segmenter() const { return segmenter_; }
  int threads() const { return threads_; }

 private:
  std::recursive_mutex turn_;
  Segmenter segmenter_;
  int threads_;
};

}  // namespace panet::python
