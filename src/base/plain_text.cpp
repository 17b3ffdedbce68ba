#include "base/plain_text.h"

#include <fmt/format.h>
#include <utf8proc.h>

namespace panet {
namespace {

// The code point at the start of `text` and its length in bytes; a byte that starts none: -1, 1.
struct Character {
  utf8proc_int32_t code_point = -1;
  std::size_t length = 1;
};

Character first_of(std::string_view text) {
  Character first;
  const auto length =
      utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                       static_cast<utf8proc_ssize_t>(text.size()), &first.code_point);
  if (length > 0) first.length = static_cast<std::size_t>(length);
  return first;
}

bool is_obeyed(utf8proc_int32_t code_point) {
  switch (utf8proc_category(code_point)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return true;
    case UTF8PROC_CATEGORY_CF:
      return code_point != 0x200c && code_point != 0x200d;  // joiners of letters and emoji
    default:
      return false;
  }
}

std::string escaped(std::string_view bytes, utf8proc_int32_t code_point) {
  if (code_point == '\n') return "\\n";
  if (code_point == '\r') return "\\r";
  if (code_point == '\t') return "\\t";
  if (code_point >= 0x80) return fmt::format("\\u{{{:x}}}", code_point);
  return fmt::format("\\x{:02x}", static_cast<unsigned char>(bytes[0]));
}

std::string plain(std::string_view text, bool keeps_lines) {
  std::string plain;
  while (!text.empty()) {
    const auto [code_point, length] = first_of(text);
    const auto bytes = text.substr(0, length);
    const bool is_kept = keeps_lines && code_point == '\n';
    if (is_kept || (code_point >= 0 && !is_obeyed(code_point))) {
      plain += bytes;
    } else {
      plain += escaped(bytes, code_point);
    }
    text.remove_prefix(length);
  }
  return plain;
}

}  // namespace

std::string plain_text(std::string_view text) {
  return plain(text, /*keeps_lines=*/false);
}

std::string plain_lines(std::string_view text) {
  return plain(text, /*keeps_lines=*/true);
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto [code_point, length] = first_of(text);
    if (code_point < 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace panet
