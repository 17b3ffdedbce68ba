#pragma once

#include <cstdint>
#include <functional>

#include "panet/base/thread_count.h"

namespace panet {

// The calling thread shares nothing out from now on: one of many that do the same side by side.
void work_alone();

// Calls work in a thread that shares nothing out, and returns when it is done: for libraries that
// plan what they compute for the threads of who asks, where each thread will compute its own.
void run_alone(const std::function<void()>& work);

// Another library with threads of its own, LibTorch, hears what a thread is set to, from then on.
void share_thread_count(void (*set)(int threads));

// Shares begin, begin + 1, ... end - 1 out in equal parts, one for each thread, but no more of them
// than `grain` numbers at a time would make: calls work(first, last) for each, and returns when all
// are done. Within another parallel_for it is one call. What one call throws is thrown on, of
// several the first.
void parallel_for(int64_t begin, int64_t end, int64_t grain,
                  const std::function<void(int64_t first, int64_t last)>& work);

}  // namespace panet
