#pragma once

#include <cstdint>
#include <functional>

namespace panet {

// How many threads the loops and the encoder of the calling thread share: at first one for each
// core. A thread that starts later begins with what was set last.
int thread_count();
void set_thread_count(int threads);

// Shares begin, begin + 1, ... end - 1 out among the threads, at least `grain` to each but the
// last: calls work(first, last) for each share, and returns when all are done. Within another
// parallel_for it is one call. What one call throws is thrown on, of several the first.
void parallel_for(int64_t begin, int64_t end, int64_t grain,
                  const std::function<void(int64_t first, int64_t last)>& work);

}  // namespace panet
