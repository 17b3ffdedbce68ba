#pragma once

#include <string>
#include <string_view>

namespace panet {

// What messages call an option that whoever uses the library can set: "max-pixels" as it is, for
// programs that say it in their own way. One with a command line sets the prefix "--" as it starts,
// before other threads do anything.
std::string option_name(std::string_view name);
void set_option_prefix(std::string_view prefix);

}  // namespace panet
