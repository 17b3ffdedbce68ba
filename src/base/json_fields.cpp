#include "base/json_fields.h"

#include <charconv>
#include <cmath>

namespace panet {
namespace json = simdjson::ondemand;

namespace {

std::optional<int64_t> number_in(std::string_view text) {
  int64_t number = 0;
  const auto* const end = text.data() + text.size();
  const auto [read_to, failure] = std::from_chars(text.data(), end, number);
  if (failure != std::errc() || read_to != end) return std::nullopt;
  return number;
}

// Beyond 2^53 not every whole number is a double of its own.
std::optional<int64_t> number_in(double value) {
  constexpr double kMost = 9007199254740992;
  if (!(std::abs(value) <= kMost) || std::floor(value) != value) return std::nullopt;
  return static_cast<int64_t>(value);
}

}  // namespace

std::string shown(json::value value) {
  std::string_view token = value.raw_json_token();
  token = token.substr(0, token.find_last_not_of(" \t\r\n") + 1);
  if (token.starts_with('[')) return "a list";
  if (token.starts_with('{')) return "an object";
  return fmt::format("{:.40}", token);
}

int64_t whole_number(json::value value, std::string_view key) {
  int64_t number = 0;
  if (!value.get_int64().get(number)) return number;
  std::optional<int64_t> otherwise;
  double real = 0;
  std::string_view text;
  if (!value.get_double().get(real)) {
    otherwise = number_in(real);
  } else if (!value.get_string().get(text)) {
    otherwise = number_in(text);
    if (!otherwise)
      throw Error(fmt::format("\"{}\" is no whole number, but \"{:.40}\"", key, text));
  }
  if (!otherwise) throw Error(fmt::format("\"{}\" is no whole number, but {}", key, shown(value)));
  return *otherwise;
}

}  // namespace panet
