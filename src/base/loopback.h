#pragma once

#include <string>

namespace panet {

// Whether no other machine can reach what this address or name means: "127.0.0.1", "::1",
// "localhost".
bool is_loopback(const std::string& address);

}  // namespace panet
