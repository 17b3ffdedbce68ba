#pragma once

#include <cstddef>
#include <cstdint>

#include "base/quotient_up.h"

namespace panet {

// Scratch memory is divided at the lines of a cache: no two of those who need it share one.
constexpr std::size_t kCacheLine = 64;

inline std::size_t whole_lines(std::size_t bytes) {
  return multiple_up(bytes, kCacheLine);
}

inline std::size_t lines_of(int64_t count, std::size_t each) {
  return whole_lines(static_cast<std::size_t>(count) * each);
}

// Where the first one begins in memory that has a line to spare.
inline char* first_line(void* scratch) {
  const auto address = reinterpret_cast<std::uintptr_t>(scratch);
  return static_cast<char*>(scratch) + (whole_lines(address) - address);
}

}  // namespace panet
