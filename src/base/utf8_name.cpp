#include "base/utf8_name.h"

#include <fmt/format.h>
#include <utf8proc.h>

#include "base/plain_text.h"

namespace panet {
namespace {

// How many bytes at the start of `text` are a character of UTF-8; 0 where none is.
std::size_t character_length(std::string_view text) {
  utf8proc_int32_t code_point = 0;
  const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                       static_cast<utf8proc_ssize_t>(text.size()), &code_point);
  return length > 0 ? static_cast<std::size_t>(length) : 0;
}

}  // namespace

std::string utf8_name(std::string_view name) {
  if (is_utf8(name)) return std::string(name);
  std::string escaped;
  while (!name.empty()) {
    const auto length = character_length(name);
    if (length == 0 || name[0] == '%') {
      escaped += fmt::format("%{:02X}", static_cast<unsigned char>(name[0]));
      name.remove_prefix(1);
    } else {
      escaped += name.substr(0, length);
      name.remove_prefix(length);
    }
  }
  return escaped;
}

}  // namespace panet
