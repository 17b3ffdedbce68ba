#include "serve/http/call.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "serve/http/failure.h"

namespace panet::serve {
namespace {

using nlohmann::json;

constexpr int kMostDepth = 16;

// All of a text as a number, as computers write it.
template <typename Number>
std::optional<Number> number_in(std::string_view text) {
  Number number = {};
  const auto* const end = text.data() + text.size();
  const auto [read_to, failure] = std::from_chars(text.data(), end, number);
  if (failure != std::errc() || read_to != end) return std::nullopt;
  return number;
}

template <typename Number>
bool is_between(Number number, Number least, Number most) {
  return number >= least && number <= most;  // NaN is not
}

template <typename Number>
[[noreturn]] void throw_no_number(const std::string& name, const char* kind, Number least,
                                  Number most) {
  throw BadRequest(fmt::format("\"{}\" has to be {} from {} to {}", name, kind, least, most));
}

template <typename Number>
std::optional<Number> number_of(const std::optional<std::string>& text, const std::string& name,
                                const char* kind, Number least, Number most) {
  if (!text) return std::nullopt;
  const auto number = number_in<Number>(*text);
  if (!number || !is_between(*number, least, most)) throw_no_number(name, kind, least, most);
  return number;
}

bool goes_deeper_at(int depth, json::parse_event_t event) {
  const bool begins =
      event == json::parse_event_t::object_start || event == json::parse_event_t::array_start;
  return begins && depth >= kMostDepth;
}

void expect_object(const json& value) {
  if (!value.is_object()) throw BadRequest("an object of JSON is due: {...}");
}

const json& field(const json& object, std::string_view name) {
  if (!has_field(object, name)) throw BadRequest(fmt::format("\"{}\" is missing", name));
  return object.at(name);
}

}  // namespace

int64_t Call::id() const {
  const auto& text = part("id");
  const auto id = number_in<int64_t>(text);
  if (!id || *id < 0) throw NotFound("no_such_id", fmt::format("{:.40} is no number", text));
  return *id;
}

std::optional<std::string> Call::text(const std::string& name) const {
  const auto found = request_.query.find(name);
  if (found == request_.query.end() || found->second.empty()) return std::nullopt;
  return found->second;
}

std::optional<int64_t> Call::whole_number(const std::string& name, int64_t least,
                                          int64_t most) const {
  return number_of(text(name), name, "a whole number", least, most);
}

std::optional<double> Call::number(const std::string& name, double least, double most) const {
  return number_of(text(name), name, "a number", least, most);
}

bool Call::flag(const std::string& name) const {
  const auto said = text(name);
  if (said && said != "true" && said != "false")
    throw BadRequest(fmt::format("\"{}\" is either true or false", name));
  return said == "true";
}

json parse_body(const Request& request) {
  const auto check_depth = [](int depth, json::parse_event_t event, json&) {
    if (goes_deeper_at(depth, event)) throw BadRequest("the body is nested too deeply");
    return true;
  };
  try {
    auto body = json::parse(request.body, check_depth);
    expect_object(body);
    return body;
  } catch (const json::exception&) {
    throw BadRequest("the body is no JSON");
  }
}

json parse_body(const Request& request, std::initializer_list<std::string_view> known) {
  auto body = parse_body(request);
  check_fields(body, known);
  return body;
}

void expect_no_fields(const Request& request) {
  if (!request.body.empty()) parse_body(request, {});
}

void check_fields(const json& object, std::initializer_list<std::string_view> known) {
  expect_object(object);
  for (const auto& item : object.items())
    if (std::ranges::find(known, std::string_view(item.key())) == known.end())
      throw BadRequest(fmt::format("there is no \"{:.40}\"; {}", item.key(),
                                   known.size() == 0
                                       ? "this takes no fields"
                                       : fmt::format("there are {}", fmt::join(known, ", "))));
}

bool has_field(const json& object, std::string_view name) {
  const auto found = object.find(name);
  return found != object.end() && !found->is_null();
}

std::string text_field(const json& object, const std::string& name) {
  const auto& value = field(object, name);
  if (!value.is_string()) throw BadRequest(fmt::format("\"{}\" has to be a text", name));
  return value.get<std::string>();
}

int64_t whole_field(const json& object, const std::string& name, int64_t least, int64_t most) {
  const auto& value = field(object, name);
  constexpr auto kKind = "a whole number";
  if (!value.is_number_integer()) throw_no_number(name, kKind, least, most);
  // What does not fit is a large unsigned number: it wraps below zero.
  const auto number = value.get<int64_t>();
  const bool is_wrapped = value.is_number_unsigned() && number < 0;
  if (is_wrapped || !is_between(number, least, most)) throw_no_number(name, kKind, least, most);
  return number;
}

double number_field(const json& object, const std::string& name, double least, double most) {
  const auto& value = field(object, name);
  if (!value.is_number() || !is_between(value.get<double>(), least, most))
    throw_no_number(name, "a number", least, most);
  return value.get<double>();
}

bool flag_field(const json& object, const std::string& name, bool otherwise) {
  if (!has_field(object, name)) return otherwise;
  const auto& value = object.at(name);
  if (!value.is_boolean()) throw BadRequest(fmt::format("\"{}\" is either true or false", name));
  return value.get<bool>();
}

const json& list_field(const json& object, std::string_view name) {
  const auto& value = field(object, name);
  if (!value.is_array()) throw BadRequest(fmt::format("\"{}\" has to be a list", name));
  return value;
}

}  // namespace panet::serve
