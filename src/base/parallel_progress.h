#pragma once

#include <cstddef>
#include <functional>

namespace panet {

// action(0) ... action(count - 1), by thread_count() threads. `on_progress` is told after
// each, by one thread at a time, how many are done. What an action throws is thrown here; of
// several, what the one with the lowest index threw.
void parallel_with_progress(std::size_t count,
                            const std::function<void(std::size_t, std::size_t)>& on_progress,
                            const std::function<void(std::size_t)>& action);

}  // namespace panet
