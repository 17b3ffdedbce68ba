#pragma once

#include <string>
#include <string_view>

namespace panet {

// A name out of an untrusted file, fit to be shown in a message: in single quotes, everything but
// printable ASCII escaped as \xNN (a terminal would obey it), long names cut.
std::string printable(std::string_view name);

}  // namespace panet
