#include "serve/http/target.h"

#include <algorithm>
#include <optional>

#include "serve/http/failure.h"

namespace panet::serve {
namespace {

std::optional<int> digit_of(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
  if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
  return std::nullopt;
}

// The byte behind a '%'.
char escaped_byte(std::string_view digits) {
  const auto high = digits.empty() ? std::nullopt : digit_of(digits[0]);
  const auto low = digits.size() < 2 ? std::nullopt : digit_of(digits[1]);
  if (!high || !low)
    throw BadRequest("a '%' of the address has no two hexadecimal digits after it");
  return static_cast<char>(*high * 16 + *low);
}

bool is_control(char letter) {
  const auto byte = static_cast<unsigned char>(letter);
  return byte < 0x20 || byte == 0x7f;
}

std::string decoded(std::string_view text, bool plus_is_space) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      plain += escaped_byte(text.substr(i + 1));
      i += 2;
    } else {
      plain += plus_is_space && text[i] == '+' ? ' ' : text[i];
    }
  }
  if (std::ranges::any_of(plain, is_control))
    throw BadRequest("the address has a control character in it");
  return plain;
}

void add_parameter(Target& target, std::string_view parameter) {
  const auto equals = parameter.find('=');
  const auto name = decoded(parameter.substr(0, equals), true);
  const auto value =
      equals == parameter.npos ? std::string() : decoded(parameter.substr(equals + 1), true);
  if (!target.query.emplace(name, value).second)
    throw BadRequest("the address has \"" + name + "\" twice");
}

}  // namespace

Target parse_target(std::string_view text) {
  if (!text.starts_with('/')) throw BadRequest("the address does not begin with a slash");
  const auto question = text.find('?');
  Target target;
  target.path = decoded(text.substr(0, question), false);
  auto rest = question == text.npos ? std::string_view() : text.substr(question + 1);
  while (!rest.empty()) {
    const auto end = std::min(rest.find('&'), rest.size());
    if (end > 0) add_parameter(target, rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return target;
}

}  // namespace panet::serve
