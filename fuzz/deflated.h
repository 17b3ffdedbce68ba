#pragma once

#include <string>

#include "target.h"

namespace panet::fuzz {

// As a zlib stream: no mutation finds its way past a check sum.
std::string deflated(Bytes bytes);

}  // namespace panet::fuzz
