#pragma once

#include <string_view>

namespace panet {

// Some editors put UTF-8's byte order mark before a text.
inline std::string_view without_byte_order_mark(std::string_view text) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  return text.starts_with(kMark) ? text.substr(kMark.size()) : text;
}

}  // namespace panet
