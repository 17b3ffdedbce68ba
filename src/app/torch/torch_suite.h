#pragma once

#include <vector>

#include "app/bench/suite.h"

namespace panet::bench {

// What `panet bench` measures of LibTorch: the encoders by its operators, the paper's formulas as
// they stand there, training.
std::vector<Group> torch_groups();

}  // namespace panet::bench
