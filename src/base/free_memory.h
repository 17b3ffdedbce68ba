#pragma once

#include <cstddef>

namespace panet {

// Bytes that this process can still take: what the machine can give without swapping, what the
// limits of its control groups (containers, batch systems) leave, or `ulimit -v`, whichever is
// least.
std::size_t free_memory();

}  // namespace panet
