#pragma once

#include <filesystem>
#include <string_view>

#include "panet/base/error.h"

namespace panet {

// The disk cannot keep what it is given: it is full, a quota is used up, it cannot be written, or
// it fails. Nothing was wrong with what was asked.
class StorageFailure : public Error {
 public:
  using Error::Error;
};

// Throws what errno tells: "FILE: cannot ACTION: No space left on device". A StorageFailure where
// the disk is why, an Error otherwise.
[[noreturn]] void fail_at(const std::filesystem::path& file, std::string_view action);

}  // namespace panet
