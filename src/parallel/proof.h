#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace panet {

using Nonce = std::array<std::uint8_t, 32>;  // a number used once
using Proof = std::array<std::uint8_t, 32>;

// The two ends of a connection to the store: rank 0, and who comes to it.
enum class End { host, guest };

Nonce fresh_nonce();

// What only who knows the secret can say to these two nonces: HMAC-SHA-256. `speaker` is who says
// it, so that it cannot be said back.
Proof proof_of(const std::string& secret, End speaker, const Nonce& of_host, const Nonce& of_guest);

// In a time that does not depend on where they differ.
bool is_same(const Proof& a, const Proof& b);

}  // namespace panet
