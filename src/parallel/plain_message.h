#pragma once

#include <c10/util/Exception.h>

#include <exception>
#include <string>

namespace panet {

// What an exception says, its first line: LibTorch adds the place in its source and a backtrace.
inline std::string plain_message(const std::exception& error) {
  const auto* const torch_error = dynamic_cast<const c10::Error*>(&error);
  const std::string text =
      torch_error != nullptr ? torch_error->what_without_backtrace() : error.what();
  return text.substr(0, text.find('\n'));
}

}  // namespace panet
