#pragma once

#include <string>

namespace panet::test {

// RFC 4648, with padding.
std::string base64_of(const std::string& bytes);

}  // namespace panet::test
