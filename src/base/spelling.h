#pragma once

#include <map>
#include <set>
#include <string>

namespace panet {

using Names = std::set<std::string>;

Names without(Names names, const Names& others);

// For each of `names` that one alone of `others` is in another spelling (letter case or Unicode
// form), and that one of no other name: which.
std::map<std::string, std::string> respelled(const Names& names, const Names& others);

}  // namespace panet
