#pragma once

#include "panet/base/error.h"

namespace panet {

// Where a file may be as it should, but this machine had no room for its content at the moment.
class NotEnoughMemory : public Error {
 public:
  using Error::Error;
};

}  // namespace panet
