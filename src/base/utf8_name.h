#pragma once

#include <string>
#include <string_view>

namespace panet {

// A file's name for formats that hold UTF-8 alone, as json: as it is, or, where its bytes are no
// UTF-8 (names of old archives and cameras), with each such byte, and each "%", as in the web's
// addresses: "caf%E9.jpg". Different names stay different among those that are no UTF-8, and the
// file can be found: in Python, urllib.parse.unquote_to_bytes.
std::string utf8_name(std::string_view name);

}  // namespace panet
