#pragma once

#include <stdexcept>

#include "panet/base/public.h"

namespace PANET_PUBLIC panet {

// The one exception type of the library. Its message says what was wrong, where (which file, tensor
// or class) and what would be right; it is meant to be shown to a user as it is.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace panet
