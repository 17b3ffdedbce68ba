#include "data/coco_segmentation.h"

#include <fmt/format.h>

#include <limits>
#include <optional>
#include <vector>

#include "data/error_context.h"
#include "data/json_fields.h"
#include "panet/data/annotation.h"
#include "panet/file/error.h"
#include "panet/image/rle.h"
#include "panet/image/shapes.h"

namespace panet {
namespace json = simdjson::ondemand;

namespace {

std::vector<Point> read_points(json::array coordinates) {
  std::vector<double> numbers;
  for (json::value coordinate : coordinates) {
    double number = 0;
    if (coordinate.get_double().get(number)) throw Error("a coordinate is no number");
    numbers.push_back(number);
  }
  if (numbers.size() % 2 != 0)
    throw Error(fmt::format("{} coordinates, where x and y take turns", numbers.size()));
  std::vector<Point> points;
  for (std::size_t i = 0; i < numbers.size(); i += 2)
    points.push_back({numbers[i], numbers[i + 1]});
  return points;
}

void draw_polygons(torch::Tensor& mask, json::array polygons) {
  int count = 0;
  for (json::value polygon : polygons) {
    with_context(fmt::format("polygon {}", ++count), [&] {
      json::array coordinates;
      if (polygon.get_array().get(coordinates)) throw Error("not a list of coordinates");
      fill_polygon(mask, read_points(coordinates));
    });
  }
  if (count == 0) throw Error("no polygon");
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

}  // namespace

void draw_coco_segmentation(torch::Tensor& mask, std::string_view json) {
  const simdjson::padded_string text(json);
  json::parser parser;
  try {
    json::document document = parser.iterate(text);
    if (document.type() == json::json_type::object) {
      const Rle rle = read_rle(document.get_object(), {mask.size(0), mask.size(1)});
      mask.bitwise_or_(decode_rle(rle));
    } else {
      draw_polygons(mask, document.get_array());
    }
  } catch (const simdjson::simdjson_error& error) {
    throw Error(fmt::format("\"segmentation\" is not valid JSON: {}", error.what()));
  }
}

}  // namespace panet
