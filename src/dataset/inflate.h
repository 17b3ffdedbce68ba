#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace panet {

// What a zlib stream holds. panet::Error where it is damaged, cut off, or holds more than `most`
// bytes.
std::vector<std::byte> inflate_bytes(std::span<const std::byte> compressed, std::size_t most);

}  // namespace panet
