#include "serve/api/values.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

#include "base/utf8_name.h"
#include "image/rle.h"
#include "panet/base/error.h"
#include "serve/http/call.h"
#include "serve/http/failure.h"

namespace panet::serve {
namespace {

using nlohmann::json;

// Numbers of shapes and points that one request may have: more than a hand draws between two of
// them.
constexpr std::size_t kMostShapes = 1000, kMostPoints = 50'000;
constexpr double kFarthest = 1e6;  // pixels
constexpr double kWidest = 4096;

template <typename T>
json or_null(const std::optional<T>& value) {
  return value ? json(*value) : json();
}

json mask_text(const Mask& mask) {
  return compress_rle(encode_rle(mask));
}

json mask_text(const std::optional<Mask>& mask) {
  return mask ? mask_text(*mask) : json();
}

json json_of(const PictureMasks::OfClass& shown) {
  return {{"class", shown.class_id},
          {"origin", shown.origin ? json(text_of(*shown.origin)) : json()},
          {"mask", mask_text(shown.mask)},
          {"object", mask_text(shown.object)},
          {"surroundings", mask_text(shown.surroundings)}};
}

std::string text_of(Change::Kind kind) {
  switch (kind) {
    case Change::Kind::kEdit:
      return "edit";
    case Change::Kind::kDecision:
      return "decision";
    case Change::Kind::kThreshold:
      return "threshold";
    case Change::Kind::kPieces:
      break;
  }
  return "pieces";
}

std::string text_of(JobReport::State state) {
  switch (state) {
    case JobReport::State::kRunning:
      return "running";
    case JobReport::State::kDone:
      return "done";
    case JobReport::State::kInterrupted:
      return "interrupted";
    case JobReport::State::kFailed:
      break;
  }
  return "failed";
}

constexpr std::array<std::pair<std::string_view, Tool>, 5> kTools = {{{"stroke", Tool::kStroke},
                                                                      {"brush", Tool::kBrush},
                                                                      {"polygon", Tool::kPolygon},
                                                                      {"box", Tool::kBox},
                                                                      {"eraser", Tool::kEraser}}};

Tool parse_tool(const std::string& text) {
  for (const auto& [name, tool] : kTools)
    if (name == text) return tool;
  throw BadRequest(
      fmt::format("tool \"{}\": there are stroke, brush, polygon, box and eraser", text));
}

bool parse_is_object(const json& shape) {
  const auto of = text_field(shape, "of");
  if (of != "object" && of != "surroundings")
    throw BadRequest(fmt::format("of \"{}\": it is \"object\" or \"surroundings\"", of));
  return of == "object";
}

Point parse_point(const json& point) {
  const bool is_pair =
      point.is_array() && point.size() == 2 && point[0].is_number() && point[1].is_number();
  if (!is_pair) throw BadRequest("a point is [x, y], two numbers");
  const Point parsed = {.x = point[0].get<double>(), .y = point[1].get<double>()};
  const auto is_near = [](double value) { return value >= -kFarthest && value <= kFarthest; };
  if (!is_near(parsed.x) || !is_near(parsed.y))
    throw BadRequest("a point lies a million pixels away");
  return parsed;
}

std::string text_of(PieceLine::Kind kind) {
  return kind == PieceLine::Kind::kCut ? "cut" : "join";
}

PieceLine parse_line(const json& object) {
  check_fields(object, {"kind", "points"});
  const auto kind = text_field(object, "kind");
  if (kind != "cut" && kind != "join")
    throw BadRequest(fmt::format("kind \"{}\": it is \"cut\" or \"join\"", kind));
  PieceLine line = {.kind = kind == "cut" ? PieceLine::Kind::kCut : PieceLine::Kind::kJoin,
                    .points = {}};
  for (const auto& point : list_field(object, "points")) line.points.push_back(parse_point(point));
  return line;
}

bool has_width(Tool tool) {
  return tool == Tool::kStroke || tool == Tool::kBrush || tool == Tool::kEraser;
}

Shape parse_shape(const json& object) {
  check_fields(object, {"tool", "of", "points", "width"});
  Shape shape = {.tool = parse_tool(text_field(object, "tool")), .points = {}};
  if (shape.tool != Tool::kEraser) shape.is_object = parse_is_object(object);
  if (has_width(shape.tool)) shape.width = number_field(object, "width", 1, kWidest);
  for (const auto& point : list_field(object, "points")) shape.points.push_back(parse_point(point));
  return shape;
}

}  // namespace

std::string text_of(Status status) {
  switch (status) {
    case Status::kFailed:
      return "failed";
    case Status::kMended:
      return "mended";
    case Status::kEmpty:
      return "empty";
    case Status::kAccepted:
      return "accepted";
    case Status::kPredicted:
      return "predicted";
    case Status::kAbsent:
      return "absent";
    case Status::kTodo:
      break;
  }
  return "todo";
}

std::string text_of(Origin origin) {
  switch (origin) {
    case Origin::kPerson:
      return "person";
    case Origin::kProgram:
      return "program";
    case Origin::kConfirmed:
      break;
  }
  return "confirmed";
}

std::string text_of(Decision decision) {
  switch (decision) {
    case Decision::kUndecided:
      return "undecided";
    case Decision::kAccepted:
      return "accepted";
    case Decision::kRejected:
      break;
  }
  return "rejected";
}

std::string text_of(Colour colour) {
  return fmt::format("#{:02x}{:02x}{:02x}", colour[0], colour[1], colour[2]);
}

Colour parse_colour(const std::string& text) {
  uint32_t value = 0;
  const char* const end = text.data() + text.size();
  const bool is_colour = text.size() == 7 && text[0] == '#' &&
                         std::from_chars(text.data() + 1, end, value, 16).ptr == end;
  if (!is_colour) throw BadRequest(fmt::format("colour \"{}\": write it as \"#e69f00\"", text));
  return {static_cast<uint8_t>(value >> 16), static_cast<uint8_t>(value >> 8),
          static_cast<uint8_t>(value)};
}

json json_of(const PictureRow& picture) {
  return {{"id", picture.id},
          {"name", utf8_name(picture.name)},
          {"width", picture.size ? json(picture.size->width) : json()},
          {"height", picture.size ? json(picture.size->height) : json()},
          {"status", text_of(picture.status)},
          {"revision", picture.revision},
          {"presence", or_null(picture.presence)},
          {"certainty", or_null(picture.certainty)},
          {"failure", picture.failure.empty() ? json() : json(utf8_name(picture.failure))}};
}

json json_of(const ClassRow& row) {
  return {{"id", row.id},   {"name", row.name},           {"colour", text_of(row.colour)},
          {"key", row.key}, {"one_piece", row.one_piece}, {"supports", row.supports}};
}

json json_of(const ClassInPicture& found) {
  return {{"class", found.class_id},
          {"origin", found.origin ? json(text_of(*found.origin)) : json()},
          {"decision", text_of(found.decision)},
          {"presence", or_null(found.presence)},
          {"certainty", or_null(found.certainty)},
          {"threshold", found.threshold},
          {"pixels", found.pixels},
          {"painted", found.is_painted}};
}

json json_of(const PictureMasks& masks) {
  auto classes = json::array();
  for (const auto& shown : masks.classes) classes.push_back(json_of(shown));
  return {{"picture", masks.picture},
          {"revision", masks.revision},
          {"width", masks.size.width},
          {"height", masks.size.height},
          {"classes", std::move(classes)}};
}

json json_of(const Painted& painted) {
  return {{"revision", painted.revision},
          {"masks", json_of(painted.masks)},
          {"beside", painted.beside ? json_of(*painted.beside) : json()},
          {"milliseconds", painted.milliseconds}};
}

json json_of(const Change& change) {
  return {{"revision", change.revision},
          {"change",
           {{"kind", text_of(change.kind)},
            {"picture", change.picture},
            {"class", or_null(change.class_id)}}}};
}

json json_of(const Counts& counts) {
  return {
      {"total", counts.total},         {"todo", counts.todo},     {"predicted", counts.predicted},
      {"uncertain", counts.uncertain}, {"absent", counts.absent}, {"accepted", counts.accepted},
      {"mended", counts.mended},       {"empty", counts.empty},   {"failed", counts.failed}};
}

json json_of(const JobReport& job) {
  json object = {{"state", text_of(job.state)},
                 {"done", job.done},
                 {"failed", job.failed},
                 {"total", job.total},
                 {"rate", job.rate},
                 {"seconds_left", or_null(job.seconds_left)}};
  if (!job.message.empty()) object["message"] = utf8_name(job.message);
  return object;
}

json json_of(const std::vector<PieceLine>& lines) {
  auto list = json::array();
  for (const auto& line : lines) {
    auto points = json::array();
    for (const Point& point : line.points) points.push_back({point.x, point.y});
    list.push_back({{"kind", text_of(line.kind)}, {"points", std::move(points)}});
  }
  return list;
}

std::vector<Shape> parse_shapes(const json& shapes) {
  std::vector<Shape> parsed;
  std::size_t points = 0;
  for (const auto& shape : shapes) {
    parsed.push_back(parse_shape(shape));
    points += parsed.back().points.size();
    if (parsed.size() > kMostShapes || points > kMostPoints)
      throw BadRequest(
          fmt::format("more than {} shapes or {} points in one request", kMostShapes, kMostPoints));
  }
  if (parsed.empty()) throw BadRequest("\"shapes\" is empty: there is nothing to paint");
  return parsed;
}

std::vector<PieceLine> parse_lines(const json& lines) {
  std::vector<PieceLine> parsed;
  for (const auto& line : lines) parsed.push_back(parse_line(line));
  if (parsed.empty()) throw BadRequest("\"lines\" is empty: there is nothing to cut or join");
  return parsed;
}

LeastPiece parse_least(const std::optional<std::string>& text) {
  try {
    return text ? parse_least_piece(*text) : LeastPiece{};
  } catch (const Error& error) {
    throw BadRequest(error.what());
  }
}

}  // namespace panet::serve
