#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace panet {

// What travels between a rank and the store, a question as well as its answer. A text holds any
// bytes.
using Texts = std::vector<std::string>;

// The bytes of a message: for each text its length, four bytes, the highest first, and itself.
std::string packed(const Texts& texts);

// Error where the bytes are no message.
Texts unpacked(std::string_view bytes);

std::string packed_length(std::size_t length);
std::uint32_t unpacked_length(std::string_view four_bytes);

}  // namespace panet
