#include "base/printable_name.h"

#include <fmt/format.h>

namespace panet {
namespace {

constexpr std::size_t kLongestName = 80;

}  // namespace

std::string printable(std::string_view name) {
  std::string text = "'";
  for (const char c : name.substr(0, kLongestName)) {
    const auto byte = static_cast<unsigned char>(c);
    text += byte >= 0x20 && byte < 0x7f ? std::string(1, c) : fmt::format("\\x{:02x}", byte);
  }
  return text + (name.size() > kLongestName ? "...'" : "'");
}

}  // namespace panet
