#include "dataset/coco_segmentation.h"

#include <fmt/format.h>

#include <limits>
#include <optional>
#include <vector>

#include "base/error_context.h"
#include "base/json_fields.h"
#include "image/mask.h"
#include "image/rle.h"
#include "panet/base/error.h"
#include "panet/image/shapes.h"

namespace panet {
namespace json = simdjson::ondemand;

namespace {

constexpr int64_t kFewestPoints = 3;

std::vector<Point> read_points(json::array coordinates) {
  std::vector<double> numbers;
  for (json::value coordinate : coordinates) {
    double number = 0;
    if (coordinate.get_double().get(number))
      throw Error(fmt::format("a coordinate is no number, but {}", shown(coordinate)));
    numbers.push_back(number);
  }
  if (numbers.size() % 2 != 0)
    throw Error(fmt::format("{} coordinates, where x and y take turns", numbers.size()));
  std::vector<Point> points;
  for (std::size_t i = 0; i < numbers.size(); i += 2)
    points.push_back({numbers[i], numbers[i + 1]});
  return points;
}

PictureSize read_size(json::value value) {
  std::vector<int64_t> sides;
  for (json::value side : list_of(value, "size")) sides.push_back(whole_number(side, "size"));
  if (sides.size() != 2) throw Error("\"size\" is not [height, width]");
  return {.height = sides[0], .width = sides[1]};
}

std::vector<uint32_t> read_counts(json::array list) {
  std::vector<uint32_t> counts;
  for (json::value value : list) {
    const int64_t count = whole_number(value, "counts");
    if (count < 0 || count > std::numeric_limits<uint32_t>::max())
      throw Error(fmt::format("RLE: a count of {}", count));
    counts.push_back(static_cast<uint32_t>(count));
  }
  return counts;
}

Rle read_rle(json::object fields, PictureSize size) {
  std::optional<PictureSize> told;
  std::optional<std::string> compressed;
  std::optional<std::vector<uint32_t>> counts;
  for_each_field(fields, [&](std::string_view key, json::value value) {
    if (key == "size") told = read_size(value);
    if (key != "counts") return;
    if (value.type() == json::json_type::string) {
      compressed = text_of(value, key);
    } else {
      counts = read_counts(list_of(value, key));
    }
  });
  const auto [height, width] = required(told, "size");
  if (height != size.height || width != size.width)
    throw Error(fmt::format("an RLE of {} x {} pixels in a picture of {} x {}", width, height,
                            size.width, size.height));
  if (compressed) return decompress_rle(*compressed, height, width);
  return {height, width, required(std::move(counts), "counts")};
}

// Draws outlines, and keeps where they lie.
class Drawer {
 public:
  Drawer(Mask& mask, DrawingEffort& effort) : mask_(mask), effort_(effort) {}

  void draw(json::object fields) {
    constexpr double kOfPixel = 16;  // down a column, in pixels that are filled along a row
    const Rle rle = read_rle(fields, mask_.dimensions());
    const auto [left, top, width, height] = rle_box(rle);
    effort_.spend(kOfPixel * static_cast<double>(rle_area(rle)));
    draw_rle(mask_, rle);
    box_ = box_ | ShapeBox{.top = top, .bottom = top + height, .left = left, .right = left + width};
  }

  void draw(json::array outlines) {
    int count = 0;
    for (json::value outline : outlines)
      with_context(fmt::format("polygon {}", ++count), [&] { draw_outline(outline); });
  }

  const ShapeBox& box() const { return box_; }

 private:
  void draw_outline(json::value outline) {
    json::object rle;
    if (!outline.get_object().get(rle)) return draw(rle);
    json::array coordinates;
    if (outline.get_array().get(coordinates))
      throw Error(fmt::format("not a list of coordinates, but {}", shown(outline)));
    const auto points = read_points(coordinates);
    if (std::ssize(points) < kFewestPoints) return;
    effort_.spend(points, 0);
    fill_polygon(mask_, points);
    box_ = box_ | box_around(points, 0, mask_.dimensions());
  }

  Mask& mask_;
  DrawingEffort& effort_;
  ShapeBox box_;
};

// Follows the brackets of a list of outlines.
class OutlineScan {
 public:
  OutlineCount count(std::string_view json) {
    for (const char c : json) follow(c);
    return count_;
  }

 private:
  void follow(char c) {
    if (in_string_) {
      in_string_ = is_escaped_ || c != '"';
      is_escaped_ = !is_escaped_ && c == '\\';
    } else if (c == '[' || c == '{') {
      ++depth_;
      if (depth_ == 2) begin();
      is_list_of_numbers_ &= depth_ < 3 && c == '[';
    } else if (c == ']' || c == '}') {
      if (--depth_ == 1) end();
    } else if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
      token(c);
    }
  }

  void begin() {
    commas_ = 0;
    is_empty_ = is_list_of_numbers_ = true;
  }

  void end() {
    const bool is_short = is_list_of_numbers_ && (is_empty_ || commas_ + 1 < 2 * kFewestPoints);
    ++(is_short ? count_.too_short : count_.drawable);
  }

  void token(char c) {
    in_string_ = c == '"';
    if (depth_ == 1 && c != ',') count_.drawable = 1;  // no outline: told when it is drawn
    is_empty_ = false;
    if (depth_ == 2 && c == ',') ++commas_;
  }

  OutlineCount count_;
  int depth_ = 0;
  int64_t commas_ = 0;
  bool in_string_ = false, is_escaped_ = false, is_empty_ = true, is_list_of_numbers_ = true;
};

}  // namespace

OutlineCount count_outlines(std::string_view json) {
  if (json.starts_with('{')) return {.drawable = 1};
  return OutlineScan().count(json);
}

ShapeBox draw_coco_segmentation(Mask& mask, std::string_view json, DrawingEffort& effort) {
  Drawer drawer(mask, effort);
  const simdjson::padded_string text(json);
  json::parser parser;
  try {
    json::document document = parser.iterate(text);
    if (document.type() == json::json_type::object) {
      drawer.draw(document.get_object().value());
    } else {
      drawer.draw(document.get_array().value());
    }
    return drawer.box();
  } catch (const simdjson::simdjson_error& error) {
    throw Error(fmt::format("\"segmentation\" is not valid JSON: {}", error.what()));
  }
}

}  // namespace panet
