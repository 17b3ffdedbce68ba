#pragma once

#include <string>

#include "base/launch.h"
#include "panet/parallel/ranks.h"
#include "parallel/store.h"

namespace panet {

// What a rank knows when all have met.
struct Meeting {
  Store store;
  std::string own_address;  // where the other ranks reach this one
  int local_size = 1;       // ranks on machines of this one's name
};

// Returns when every rank has come. Error where one does not, naming it.
Meeting meet(const Launch& launch, const RanksOptions& options);

}  // namespace panet
