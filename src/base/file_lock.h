#pragma once

#include <chrono>
#include <filesystem>

#include "base/descriptor.h"

namespace panet {

// An empty file that one process at a time holds (flock). It is released by the destructor, and by
// the system where the process ends in any other way; the file itself stays.
class FileLock {
 public:
  // kUnknown: the file cannot be made, or its file system knows no locks.
  enum class State { kHeld, kHeldByAnother, kUnknown };

  // Waits for at most `patience` where another holds it.
  FileLock(const std::filesystem::path& path, std::chrono::milliseconds patience);

  State state() const { return state_; }

 private:
  Descriptor descriptor_;
  State state_ = State::kUnknown;
};

}  // namespace panet
