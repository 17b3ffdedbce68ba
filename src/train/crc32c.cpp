#include "train/crc32c.h"

#include <array>

namespace panet {
namespace {

constexpr std::array<uint32_t, 256> kRemainders = [] {
  std::array<uint32_t, 256> table{};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    uint32_t remainder = byte;
    for (int bit = 0; bit < 8; ++bit)
      remainder = (remainder >> 1) ^ ((remainder & 1) != 0 ? 0x82F63B78 : 0);
    table[byte] = remainder;
  }
  return table;
}();

}  // namespace

uint32_t crc32c(std::string_view bytes) {
  uint32_t remainder = 0xFFFF'FFFF;
  for (const char byte : bytes)
    remainder = (remainder >> 8) ^ kRemainders[(remainder ^ static_cast<uint8_t>(byte)) & 0xFF];
  return ~remainder;
}

}  // namespace panet
