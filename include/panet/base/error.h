#pragma once

#include <stdexcept>

#include "panet/base/public.h"

namespace PANET_PUBLIC panet {

// The library's exception, whatever it is given. Its message says what was wrong, where (which
// file, tensor or class) and what would be right; it is meant to be shown to a user as it is.
//
// Beside it there is std::bad_alloc where memory ends; pictures that are decoded from files are
// refused before, by an Error.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace panet
