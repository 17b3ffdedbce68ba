#include "data/labelme_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string_view>

#include "data/error_context.h"
#include "panet/file/error.h"
#include "text/lower_case.h"

namespace panet {
namespace {

using nlohmann::json;

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
    throw Error(fmt::format("not valid JSON: {}", short_reason(failure)));
  }
}

std::string text_at(const json& fields, const char* key, const char* missing) {
  const auto field = fields.find(key);
  if (field == fields.end() || field->is_null()) return missing;
  if (!field->is_string()) throw Error(fmt::format("\"{}\" is no text", key));
  return field->get<std::string>();
}

Point read_point(const json& pair) {
  if (!pair.is_array() || pair.size() != 2 || !pair[0].is_number() || !pair[1].is_number())
    throw Error("a point is not a pair of numbers [x, y]");
  return {pair[0].get<double>(), pair[1].get<double>()};
}

std::vector<Point> read_points(const json& fields) {
  const auto list = fields.find("points");
  if (list == fields.end() || !list->is_array()) throw Error("no list \"points\"");
  std::vector<Point> points;
  for (const json& pair : *list) points.push_back(read_point(pair));
  return points;
}

LabelmeShape read_shape(const json& fields, std::size_t number) {
  return with_context(fmt::format("shape {}", number), [&] {
    if (!fields.is_object()) throw Error("not an object");
    // Old versions of labelme write no type: all their shapes are polygons.
    return LabelmeShape{number, plain_label(text_at(fields, "label", "")),
                        text_at(fields, "shape_type", "polygon"), read_points(fields),
                        text_at(fields, "mask", "")};
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

std::optional<int64_t> length_at(const json& file, const char* key) {
  const auto field = file.find(key);
  if (field == file.end() || field->is_null()) return std::nullopt;
  if (!field->is_number_integer()) throw Error(fmt::format("\"{}\" is no whole number", key));
  return field->get<int64_t>();
}

}  // namespace

bool is_background_label(const std::string& label) {
  return label == "background" || label == "_background_";
}

std::string plain_label(const std::string& label) {
  const auto begin = label.find_first_not_of(" \t");
  if (begin == std::string::npos) return {};
  return lower_case(label.substr(begin, label.find_last_not_of(" \t") - begin + 1));
}

LabelmeFile parse_labelme(std::span<const std::byte> bytes) {
  const json file = parse_json(bytes);
  return {read_shapes(file), length_at(file, "imageHeight"), length_at(file, "imageWidth")};
}

}  // namespace panet
