#pragma once

#include <stdexcept>

namespace panet::app {

enum ExitCode { kSuccess = 0, kDataError = 1, kUsageError = 2, kInterrupted = 130 };

// Options that do not go together; CLI11 finds those that are wrong by themselves.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Ends a subcommand that has said all there is to say.
struct Exit {
  ExitCode code;
};

}  // namespace panet::app
