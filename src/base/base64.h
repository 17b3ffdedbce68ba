#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace panet {

// RFC 4648 with its padding; white space between is skipped. panet::Error tells what is broken.
std::vector<std::byte> decode_base64(std::string_view text);

}  // namespace panet
