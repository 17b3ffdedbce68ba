#pragma once

#include <cstddef>

namespace panet::app {

// Bytes that this machine can give without swapping, or what the container's limit leaves,
// whichever is less.
std::size_t free_memory();

}  // namespace panet::app
