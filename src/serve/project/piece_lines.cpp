#include "serve/project/piece_lines.h"

#include <fmt/format.h>

#include "base/shallow_json.h"
#include "panet/base/error.h"

namespace panet::serve {
namespace {

using nlohmann::json;

constexpr std::size_t kMostLines = 1000, kMostPoints = 20'000;
constexpr double kFarthest = 1e6;  // pixels

// In the file: false joins.
constexpr const char* kIsCut = "cut";
constexpr const char* kPoints = "points";

bool is_near(Point point) {
  const auto is_small = [](double value) { return value >= -kFarthest && value <= kFarthest; };
  return is_small(point.x) && is_small(point.y);
}

json json_of(const PieceLine& line) {
  json points = json::array();
  for (const Point& point : line.points) points.push_back({point.x, point.y});
  return {{kIsCut, line.kind == PieceLine::Kind::kCut}, {kPoints, std::move(points)}};
}

PieceLine line_from(const json& object) {
  PieceLine line{
      .kind = object.at(kIsCut).get<bool>() ? PieceLine::Kind::kCut : PieceLine::Kind::kJoin,
      .points = {}};
  for (const json& point : object.at(kPoints))
    line.points.push_back({point.at(0).get<double>(), point.at(1).get<double>()});
  return line;
}

}  // namespace

void expect_sound(const std::vector<PieceLine>& lines) {
  std::size_t points = 0;
  for (const PieceLine& line : lines) {
    if (line.points.size() < 2)
      throw Error(fmt::format("a line has 2 points at least, not {}", line.points.size()));
    for (const Point& point : line.points)
      if (!is_near(point)) throw Error("a point of a line lies a million pixels away");
    points += line.points.size();
  }
  if (lines.size() > kMostLines || points > kMostPoints)
    throw Error(fmt::format("{} lines of {} points: a class has {} of {} at most in a picture",
                            lines.size(), points, kMostLines, kMostPoints));
}

std::optional<std::string> packed(const std::vector<PieceLine>& lines) {
  if (lines.empty()) return std::nullopt;
  json list = json::array();
  for (const PieceLine& line : lines) list.push_back(json_of(line));
  return list.dump();
}

std::vector<PieceLine> unpacked_lines(const std::optional<std::string>& text) {
  std::vector<PieceLine> lines;
  if (!text) return lines;
  const json list = shallow_json(*text);
  if (!list.is_array()) throw Error("lines of pieces are no list of JSON");
  try {
    for (const json& line : list) lines.push_back(line_from(line));
  } catch (const json::exception& failure) {
    throw Error(failure.what());
  }
  expect_sound(lines);
  return lines;
}

}  // namespace panet::serve
