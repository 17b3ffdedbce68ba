#pragma once

#include <cstdint>
#include <string_view>

namespace panet {

// The CRC-32 of Castagnoli (polynomial 0x1EDC6F41, reflected), of RFC 3720 among others. zlib has
// another one.
uint32_t crc32c(std::string_view bytes);

}  // namespace panet
