#include "parallel/texts.h"

#include "panet/base/error.h"

namespace panet {
namespace {

constexpr std::size_t kLengthBytes = 4;

// The first `count` bytes, which are taken away.
std::string_view taken(std::string_view& bytes, std::size_t count) {
  if (bytes.size() < count) throw Error("a message of the ranks' store is cut short");
  const auto first = bytes.substr(0, count);
  bytes.remove_prefix(count);
  return first;
}

}  // namespace

std::string packed_length(std::size_t length) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(length >> shift);
  return bytes;
}

std::uint32_t unpacked_length(std::string_view four_bytes) {
  std::uint32_t length = 0;
  for (const char byte : four_bytes) length = length << 8 | static_cast<unsigned char>(byte);
  return length;
}

std::string packed(const Texts& texts) {
  std::string bytes;
  for (const auto& text : texts) bytes += packed_length(text.size()) + text;
  return bytes;
}

Texts unpacked(std::string_view bytes) {
  Texts texts;
  while (!bytes.empty()) {
    const auto length = unpacked_length(taken(bytes, kLengthBytes));
    texts.emplace_back(taken(bytes, length));
  }
  return texts;
}

}  // namespace panet
