#include "base/base64.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>

#include "panet/base/error.h"

namespace panet {
namespace {

constexpr uint8_t kNoDigit = 255;

constexpr std::array<uint8_t, 256> digit_values() {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::array<uint8_t, 256> values{};
  values.fill(kNoDigit);
  for (std::size_t i = 0; i < kDigits.size(); ++i)
    values[static_cast<uint8_t>(kDigits[i])] = static_cast<uint8_t>(i);
  return values;
}

constexpr std::array<uint8_t, 256> kDigitValues = digit_values();

bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

}  // namespace

std::vector<std::byte> decode_base64(std::string_view text) {
  std::vector<std::byte> bytes;
  bytes.reserve(text.size() / 4 * 3);
  std::size_t digits = 0, padding = 0;
  uint32_t bits = 0;
  for (const char c : text) {
    if (is_space(c)) continue;
    if (c == '=') {
      ++padding;
      continue;
    }
    const uint8_t value = kDigitValues[static_cast<uint8_t>(c)];
    if (value == kNoDigit || padding > 0)
      throw Error("not valid base64: a character that does not belong there");
    bits = bits << 6 | value;
    ++digits;
    // Of every four digits the second to fourth complete a byte: 12, 18 and 24 bits.
    if (digits % 4 != 1)
      bytes.push_back(static_cast<std::byte>(bits >> (6 - 2 * ((digits + 3) % 4))));
  }
  if (padding > 2 || (digits + padding) % 4 != 0)
    throw Error("not valid base64: its end is missing");
  return bytes;
}

}  // namespace panet
