#include "base/text_encoding.h"

#include "base/plain_text.h"

namespace panet {

bool is_utf16(std::string_view text) {
  return text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF") ||
         text.find('\0') != std::string_view::npos;
}

std::string encoding_problem(std::string_view text) {
  if (is_utf16(text)) return "UTF-16, not UTF-8; save it as UTF-8";
  if (is_utf8(text)) return {};
  return "not UTF-8 (GB18030, Shift JIS, Latin-1?); save it as UTF-8";
}

}  // namespace panet
