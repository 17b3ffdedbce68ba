#pragma once

#include <string>

#include "panet/eval/peers.h"

namespace panet {

// panet::Error on a rank whose `value`, a text of any length, is not that of rank 0: then the ranks
// were not given the same `what` ("weights", "episodes"), and what they did together would mean
// nothing.
void require_same(Peers& peers, const std::string& what, const std::string& value);

}  // namespace panet
