#pragma once

#include <random>
#include <string>

namespace panet::test {

// A few bytes changed, removed or doubled, or the end cut off.
std::string mutated(std::string bytes, std::mt19937& random);

}  // namespace panet::test
