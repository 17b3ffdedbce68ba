#include "train/toml_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <string_view>

#include "base/plain_text.h"
#include "panet/base/error.h"

namespace panet {
namespace {

constexpr std::size_t kMostParts = 32;  // of a dotted key; ours have two
constexpr std::size_t kMostMessage = 200;

[[noreturn]] void fail(const std::string& source, std::size_t line, const std::string& what) {
  throw Error(fmt::format("{}:{}: {}", source, line, what));
}

bool is_of_key(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return std::isalnum(byte) != 0 || c == '_' || c == '-' || c == '"' || c == '\'' || byte >= 0x80;
}

// Dots that may stand between two parts of a key: those of "a.b . 'c'", not those of "../..".
std::size_t key_dots(std::string_view line) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  std::string packed;
  std::remove_copy_if(line.begin(), line.end(), std::back_inserter(packed), is_blank);
  std::size_t count = 0;
  for (std::size_t i = 1; i + 1 < packed.size(); ++i)
    if (packed[i] == '.' && is_of_key(packed[i - 1]) && is_of_key(packed[i + 1])) ++count;
  return count;
}

std::string_view line_of(std::string_view text, std::size_t number) {
  for (; number > 1 && text.find('\n') != text.npos; --number)
    text.remove_prefix(text.find('\n') + 1);
  return text.substr(0, text.find('\n'));
}

void require_shallow_keys(std::string_view text, const std::string& source) {
  for (std::size_t line = 1; !text.empty(); ++line) {
    const auto end = std::min(text.find('\n'), text.size());
    if (key_dots(text.substr(0, end)) >= kMostParts)
      fail(source, line, fmt::format("a key of more than {} parts; ours have two", kMostParts));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

// A path of Windows in double quotes, most of all.
std::string advice(std::string_view line) {
  const auto quote = line.find('"');
  const bool has_backslash = quote != line.npos && line.find('\\', quote) != line.npos;
  return has_backslash ? "; within \" a backslash begins an escape: write folders with /, or put "
                         "the text in single quotes, as 'C:\\data'"
                       : "";
}

}  // namespace

std::string shortened(const std::string& text, std::size_t most) {
  return text.size() <= most ? text : text.substr(0, most) + " ...";
}

toml::table parsed_toml(const std::string& text, const std::string& source) {
  if (text.size() > kLongestToml)
    throw Error(
        fmt::format("{}: more than {} bytes, which no configuration has", source, kLongestToml));
  require_shallow_keys(text, source);
  if (!is_utf8(text)) throw Error(fmt::format("{}: not UTF-8, as TOML has to be", source));
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    const auto line = static_cast<std::size_t>(error.source().begin.line);
    fail(source, line,
         fmt::format("no TOML: {}{}", shortened(std::string(error.description()), kMostMessage),
                     advice(line_of(text, line))));
  }
}

}  // namespace panet
