#pragma once

#include <cstdint>

#include "base/parallel.h"

namespace panet {

// Calls work(thread, i) for i = 0 ... count - 1, of which each thread has an equal part.
template <typename Work>
void share_out(int threads, int64_t count, const Work& work) {
  parallel_for(0, threads, 1, [&](int64_t begin, int64_t end) {
    for (int64_t thread = begin; thread < end; ++thread)
      for (int64_t i = count * thread / threads; i < count * (thread + 1) / threads; ++i)
        work(thread, i);
  });
}

}  // namespace panet
