#pragma once

#include "panet/base/error.h"

namespace panet::serve {

// What a client did wrong.

// It asks for a picture or a class that is not there.
class NotThere : public Error {
 public:
  using Error::Error;
};

// It asks for what contradicts the project's state.
class Contradiction : public Error {
 public:
  using Error::Error;
};

}  // namespace panet::serve
