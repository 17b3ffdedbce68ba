#pragma once

#include "panet/base/error.h"

namespace panet {

// Files that a data set lists and that are not there, where they were not to be left out.
class MissingPictures : public Error {
 public:
  using Error::Error;
};

}  // namespace panet
