#include "annotation/labelme_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string_view>

#include "base/error_context.h"
#include "base/file_bytes.h"
#include "base/folded_text.h"
#include "base/text_encoding.h"
#include "panet/base/error.h"

namespace panet {
namespace {

using nlohmann::json;

// Most of a large file is the picture itself, in "imageData".
constexpr std::size_t kMostBytes = std::size_t{1} << 28;

// Far beyond what people annotate, far below what exhausts memory.
constexpr int64_t kMostValues = 2'000'000;
constexpr int kDeepest = 64;

// All else in the file is passed over without being kept.
constexpr std::array<std::string_view, 7> kKeysRead = {
    "shapes", "imageWidth", "imageHeight", "label", "points", "shape_type", "mask"};

// The parser's message without its own name, and not longer than a line: it quotes what it read
// last.
std::string short_reason(const json::exception& failure) {
  const std::string_view message = failure.what();
  const auto end_of_name = message.find("] ");
  return fmt::format(
      "{:.160}", end_of_name == std::string_view::npos ? message : message.substr(end_of_name + 2));
}

// Text in another encoding is no JSON either, but that is not what is wrong with it.
std::string why_no_json(std::string_view text, const json::exception& failure) {
  const std::string problem = encoding_problem(text);
  return problem.empty() ? short_reason(failure) : problem;
}

json parse_json(std::span<const std::byte> bytes) {
  int64_t values = 0;
  const auto keeps = [&values](int depth, json::parse_event_t event, const json& parsed) {
    if (depth > kDeepest)
      throw Error(fmt::format("nested deeper than {} levels, not as labelme writes", kDeepest));
    if (++values > kMostValues)
      throw Error(fmt::format("over {} values, too many for labelme", kMostValues));
    if (event != json::parse_event_t::key) return true;
    return std::find(kKeysRead.begin(), kKeysRead.end(), parsed.get_ref<const std::string&>()) !=
           kKeysRead.end();
  };
  const auto* const text = reinterpret_cast<const char*>(bytes.data());
  try {
    return json::parse(text, text + bytes.size(), keeps);
  } catch (const json::exception& failure) {
    throw Error(fmt::format("not valid JSON: {}", why_no_json({text, bytes.size()}, failure)));
  }
}

std::string text_at(const json& fields, const char* key, const char* missing) {
  const auto field = fields.find(key);
  if (field == fields.end() || field->is_null()) return missing;
  if (!field->is_string())
    throw Error(fmt::format("\"{}\" is no text, but {:.40}", key, field->dump()));
  return field->get<std::string>();
}

Point read_point(const json& pair) {
  if (!pair.is_array() || pair.size() != 2 || !pair[0].is_number() || !pair[1].is_number())
    throw Error("a point is not a pair of numbers [x, y]");
  return {pair[0].get<double>(), pair[1].get<double>()};
}

std::vector<Point> read_points(const json& fields) {
  const auto list = fields.find("points");
  if (list == fields.end() || list->is_null()) return {};
  if (!list->is_array()) throw Error("no list \"points\"");
  std::vector<Point> points;
  for (const json& pair : *list) points.push_back(read_point(pair));
  return points;
}

// What is wrong with a shape matters only where it is drawn.
void read_form(const json& fields, LabelmeShape& shape) {
  try {
    // Old versions of labelme write no type: all their shapes are polygons.
    shape.type = text_at(fields, "shape_type", "polygon");
    shape.points = read_points(fields);
    shape.mask = text_at(fields, "mask", "");
  } catch (const Error& error) {
    shape.problem = error.what();
  }
}

LabelmeShape read_shape(const json& fields, std::size_t number) {
  return with_context(fmt::format("shape {}", number), [&] {
    if (!fields.is_object()) throw Error("not an object");
    LabelmeShape shape = {.number = number, .written = text_at(fields, "label", "")};
    shape.label = plain_label(shape.written);
    read_form(fields, shape);
    return shape;
  });
}

std::vector<LabelmeShape> read_shapes(const json& file) {
  const auto list = file.is_object() ? file.find("shapes") : file.end();
  if (list == file.end() || !list->is_array())
    throw Error("no list \"shapes\"; not a file of labelme");
  if (list->empty()) throw Error("no shapes; draw the class and save again");
  std::vector<LabelmeShape> shapes;
  for (const json& fields : *list) shapes.push_back(read_shape(fields, shapes.size() + 1));
  return shapes;
}

// Scripts write 480.0.
std::optional<int64_t> length_at(const json& file, const char* key) {
  const auto field = file.find(key);
  if (field == file.end() || field->is_null()) return std::nullopt;
  const double value = field->is_number() ? field->get<double>() : 0.5;
  if (value != std::floor(value) || std::abs(value) > 1e15)
    throw Error(fmt::format("\"{}\" is no whole number, but {:.40}", key, field->dump()));
  return static_cast<int64_t>(value);
}

}  // namespace

bool is_background_label(const std::string& label) {
  return label == "background" || label == "_background_";
}

std::string plain_label(const std::string& label) {
  constexpr const char* kSpaces = " \t\r\n\v\f";
  const auto begin = label.find_first_not_of(kSpaces);
  if (begin == std::string::npos) return {};
  return folded_text(label.substr(begin, label.find_last_not_of(kSpaces) - begin + 1));
}

LabelmeFile parse_labelme(std::span<const std::byte> bytes) {
  const json file = parse_json(bytes);
  return {read_shapes(file), length_at(file, "imageHeight"), length_at(file, "imageWidth")};
}

LabelmeFile read_labelme_file(const std::filesystem::path& path) {
  const auto bytes = file_bytes(path, kMostBytes);
  return with_context(path.string(), [&] { return parse_labelme(bytes); });
}

}  // namespace panet
