#pragma once

#include <string_view>

namespace panet {

// Whether name `a` comes before name `b` as people count: runs of digits compare by value (cat2
// before cat10), all else byte by byte. A total order: names equal by that (cat2, cat02) compare
// byte by byte.
bool natural_less(std::string_view a, std::string_view b);

}  // namespace panet
