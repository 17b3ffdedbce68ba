#pragma once

#include <vector>

#include "panet/model/precision.h"

namespace panet::test {

// Those of this program, each ready to be made.
std::vector<EngineKind> golden_engines();

}  // namespace panet::test
