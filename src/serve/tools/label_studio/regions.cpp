#include "serve/tools/label_studio/regions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <optional>

#include "annotation/labelme_file.h"
#include "base/error_context.h"
#include "image/drawing_effort.h"
#include "image/mask.h"
#include "image/outline.h"
#include "image/rle.h"
#include "panet/base/error.h"
#include "panet/base/note.h"
#include "panet/image/shapes.h"
#include "panet/weights/prototype_file.h"
#include "serve/formats/brush_rle.h"
#include "serve/http/call.h"
#include "serve/tools/found_objects.h"
#include "serve/tools/simplified_ring.h"

namespace panet::serve {
namespace {

using nlohmann::json;
using Shape = LabelConfig::Shape;

constexpr double kFineness = 0.001;  // of polygons: simplified_ring()
constexpr double kPercent = 100;

// Out.

json percent_of(double pixels, int64_t side) {
  return kPercent * pixels / static_cast<double>(side);
}

json polygon_value(const Outline& part, PictureSize size, const std::string& label) {
  json points = json::array();
  for (const auto& point : simplified_ring(part, kFineness))
    points.push_back({percent_of(point.x, size.width), percent_of(point.y, size.height)});
  return {{"points", std::move(points)}, {"closed", true}, {"polygonlabels", {label}}};
}

json rectangle_value(const Mask& mask, const std::string& label) {
  const auto [left, top, width, height] = rle_box(encode_rle(mask));
  const auto x = [&](int64_t pixels) {
    return percent_of(static_cast<double>(pixels), mask.width());
  };
  const auto y = [&](int64_t pixels) {
    return percent_of(static_cast<double>(pixels), mask.height());
  };
  return {{"x", x(left)},        {"y", y(top)},   {"width", x(width)},
          {"height", y(height)}, {"rotation", 0}, {"rectanglelabels", {label}}};
}

// A polygon has no parts: an object that does not hang together becomes several.
std::vector<json> regions_of_object(const Mask& mask, const std::string& label,
                                    const LabelConfig& config, const std::string& id) {
  if (config.shape == Shape::kBrush) return {brush_region(id, config.tags, label, mask)};
  if (config.shape == Shape::kRectangle)
    return {label_studio_region(id, config.tags, "rectanglelabels", mask.dimensions(),
                                rectangle_value(mask, label))};
  std::vector<json> regions;
  for (const auto& part : outlines_of(mask))
    regions.push_back(label_studio_region(fmt::format("{}-{}", id, regions.size() + 1), config.tags,
                                          "polygonlabels", mask.dimensions(),
                                          polygon_value(part, mask.dimensions(), label)));
  return regions;
}

std::optional<std::string> label_of(const LabelConfig& config, const std::string& class_name) {
  const auto found = std::ranges::find(config.labels, plain_label(class_name), plain_label);
  return found == config.labels.end() ? std::nullopt : std::optional(*found);
}

// In.

std::vector<std::string> labels_of(const json& value, const std::string& kind) {
  std::vector<std::string> labels;
  if (has_field(value, kind))
    for (const auto& label : list_field(value, kind))
      if (label.is_string()) labels.push_back(label.get<std::string>());
  return labels;
}

void draw_brush(Mask& mask, const json& value, DrawingEffort& effort) {
  constexpr double kOfPixel = 2;  // unpacked, in pixels that are filled
  std::vector<uint8_t> bytes;
  for (const auto& number : list_field(value, "rle")) {
    if (!number.is_number_unsigned() || number.get<uint64_t>() > UINT8_MAX)
      throw Error("\"rle\" has to be a list of numbers from 0 to 255");
    bytes.push_back(number.get<uint8_t>());
  }
  effort.spend(kOfPixel * static_cast<double>(mask.size()));
  mask |= decode_brush_rle(bytes, mask.dimensions());
}

// Shapes are told in percent of the picture's sides, and may lie a little outside of it.
double number(const json& value, const std::string& name) {
  constexpr double kMost = 1e6;
  return number_field(value, name, -kMost, kMost);
}

class ShapeReader {
 public:
  ShapeReader(const json& value, PictureSize size) : value_(value), size_(size) {}

  std::vector<Point> polygon() const {
    std::vector<Point> points;
    for (const auto& point : list_field(value_, "points")) {
      if (!point.is_array() || point.size() != 2 || !point[0].is_number() || !point[1].is_number())
        throw Error("\"points\" has to be a list of pairs of numbers");
      points.push_back(in_pixels(point[0].get<double>(), point[1].get<double>()));
    }
    return points;
  }

  // Turned around its first corner.
  std::vector<Point> rectangle() const {
    const auto corner = in_pixels(number(value_, "x"), number(value_, "y")),
               sides = in_pixels(number(value_, "width"), number(value_, "height"));
    std::vector<Point> points;
    for (const auto& [x, y] : {Point{0, 0}, {sides.x, 0}, sides, {0, sides.y}})
      points.push_back(turned(corner, x, y));
    return points;
  }

  // Turned around its middle.
  std::vector<Point> ellipse() const {
    constexpr int kCorners = 256;
    const auto middle = in_pixels(number(value_, "x"), number(value_, "y")),
               radii = in_pixels(number(value_, "radiusX"), number(value_, "radiusY"));
    std::vector<Point> points;
    for (int i = 0; i < kCorners; ++i) {
      const double angle = 2 * std::numbers::pi * i / kCorners;
      points.push_back(turned(middle, radii.x * std::cos(angle), radii.y * std::sin(angle)));
    }
    return points;
  }

 private:
  Point in_pixels(double x, double y) const {
    return {x / kPercent * static_cast<double>(size_.width),
            y / kPercent * static_cast<double>(size_.height)};
  }

  Point turned(Point around, double x, double y) const {
    const double degrees = has_field(value_, "rotation") ? number(value_, "rotation") : 0;
    const double angle = degrees * std::numbers::pi / 180;
    return {around.x + x * std::cos(angle) - y * std::sin(angle),
            around.y + x * std::sin(angle) + y * std::cos(angle)};
  }

  const json& value_;
  PictureSize size_;
};

template <std::vector<Point> (ShapeReader::*kOutline)() const>
void fill(Mask& mask, const json& value, DrawingEffort& effort) {
  const auto points = (ShapeReader(value, mask.dimensions()).*kOutline)();
  effort.spend(points, 0);
  fill_polygon(mask, points);
}

using Drawing = void (*)(Mask& mask, const json& value, DrawingEffort& effort);

// How regions of a kind are drawn; nothing where they say no mask.
Drawing drawing_of(const std::string& kind) {
  if (kind == "brushlabels") return draw_brush;
  if (kind == "polygonlabels") return fill<&ShapeReader::polygon>;
  if (kind == "rectanglelabels") return fill<&ShapeReader::rectangle>;
  if (kind == "ellipselabels") return fill<&ShapeReader::ellipse>;
  return nullptr;
}

void expect_size(const json& region, PictureSize size) {
  constexpr int64_t kMost = 1 << 24;
  const PictureSize there = {whole_field(region, "original_height", 1, kMost),
                             whole_field(region, "original_width", 1, kMost)};
  if (there != size)
    throw Error(fmt::format("it was drawn in a picture of {} x {} pixels, and this one has {} x {}",
                            there.width, there.height, size.width, size.height));
  if (has_field(region, "image_rotation") && number(region, "image_rotation") != 0)
    throw Error("it was drawn in a picture that was turned: turn it back, and draw anew");
}

// The labels of a region that is drawn.
std::vector<std::string> labels_in(const json& region, PictureSize size) {
  if (!region.is_object() || !has_field(region, "value")) return {};  // a relation, or the like
  const auto kind = text_field(region, "type");
  auto labels = labels_of(region.at("value"), kind);
  if (labels.empty()) return {};
  if (drawing_of(kind) == nullptr) {
    note(fmt::format("Label Studio: a region of the kind {:.40} says no mask", kind));
    return {};
  }
  expect_size(region, size);
  return labels;
}

// The numbers of the regions of each label.
using RegionsOfLabels = std::map<std::string, std::vector<std::size_t>>;

void in_region(std::size_t i, const std::function<void()>& read) {
  with_context(fmt::format("region {}", i + 1), read);
}

RegionsOfLabels regions_of_labels(const json& result, PictureSize size) {
  if (!result.is_array()) throw Error("the regions of an annotation have to be a list");
  RegionsOfLabels regions;
  for (std::size_t i = 0; i < result.size(); ++i)
    in_region(i, [&] {
      for (const auto& label : labels_in(result[i], size)) regions[label].push_back(i);
    });
  if (std::ssize(regions) > kMostClasses)
    throw Error(fmt::format("it has {} labels, and a project has {} classes at most",
                            regions.size(), kMostClasses));
  return regions;
}

}  // namespace

FoundRegions regions_of(const FoundClasses& found, const LabelConfig& config) {
  const auto [map, objects] = objects_in(found, 0);
  FoundRegions all;
  double sum = 0;
  int64_t count = 0;
  for (std::size_t i = 0; i < objects.size(); ++i) {
    const auto label = label_of(config, found.classes[objects[i].label - 1].name);
    if (!label) continue;
    const auto number = static_cast<int32_t>(i + 1);
    for (auto& region :
         regions_of_object(where(map, number), *label, config, fmt::format("panet-{}", number))) {
      region["score"] = objects[i].score;
      all.regions.push_back(std::move(region));
    }
    sum += objects[i].score;
    ++count;
  }
  if (count > 0) all.score = sum / static_cast<double>(count);
  return all;
}

void draw_labels(const json& result, PictureSize size,
                 const std::function<void(const std::string&, const Mask&)>& take) {
  DrawingEffort effort(size);
  for (const auto& [label, regions] : regions_of_labels(result, size)) {
    Mask all(size);
    for (const auto i : regions)
      in_region(i, [&] {
        const auto draw = drawing_of(text_field(result[i], "type"));
        draw(all, result[i].at("value"), effort);
      });
    take(label, all);
  }
}

}  // namespace panet::serve
