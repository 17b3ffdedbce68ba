#pragma once

#include <string>
#include <vector>

namespace panet {

// For error messages: "a, b, c", or beyond `most` names "a, b, c and 12 more".
std::string name_list(const std::vector<std::string>& names, std::size_t most = 5);

}  // namespace panet
