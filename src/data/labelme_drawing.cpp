#include "data/labelme_drawing.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "data/base64.h"
#include "data/error_context.h"
#include "data/mask_foreground.h"
#include "data/picture_size.h"
#include "panet/file/error.h"
#include "panet/image/png.h"
#include "panet/image/shapes.h"

namespace panet {
namespace {

void expect_points(const std::vector<Point>& points, std::size_t count) {
  if (points.size() != count)
    throw Error(fmt::format("{} points where {} are needed", points.size(), count));
}

// From which pixel to which along one side: labelme writes the first and the last pixel of the
// mask.
struct Span {
  int64_t first = 0, last = 0;

  Span(double a, double b) : first(pixel(std::min(a, b))), last(pixel(std::max(a, b))) {}
  int64_t length() const { return last - first + 1; }

 private:
  static int64_t pixel(double coordinate) {
    return static_cast<int64_t>(std::clamp(coordinate, -1e9, 1e9));
  }
};

// Sets the pixels of `mask` under those of `patch` (h x w bool), whose first lies at (top, left);
// the rest is clipped.
void paste(torch::Tensor& mask, const torch::Tensor& patch, int64_t top, int64_t left) {
  const int64_t first_row = std::max<int64_t>(top, 0),
                last_row = std::min(top + patch.size(0), mask.size(0));
  const int64_t first_column = std::max<int64_t>(left, 0),
                last_column = std::min(left + patch.size(1), mask.size(1));
  if (first_row >= last_row || first_column >= last_column) return;
  mask.slice(0, first_row, last_row)
      .slice(1, first_column, last_column)
      .bitwise_or_(patch.slice(0, first_row - top, last_row - top)
                       .slice(1, first_column - left, last_column - left)
                       .to(torch::kUInt8));
}

void draw_mask(torch::Tensor& mask, const LabelmeShape& shape, const std::vector<Point>& points) {
  expect_points(points, 2);
  const Span columns(points[0].x, points[1].x), rows(points[0].y, points[1].y);
  const torch::Tensor patch = mask_foreground(read_png(decode_base64(shape.mask), "\"mask\""));
  if (patch.size(0) != rows.length() || patch.size(1) != columns.length())
    throw Error(fmt::format("\"mask\" has {}, but the two points enclose {}",
                            pixels({patch.size(0), patch.size(1)}),
                            pixels({rows.length(), columns.length()})));
  paste(mask, patch, rows.first, columns.first);
}

void draw_rectangle(torch::Tensor& mask, const std::vector<Point>& points) {
  if (points.size() == 4)
    return fill_polygon(mask, points);  // programs after labelme write all four corners
  expect_points(points, 2);
  fill_rectangle(mask, points[0], points[1]);
}

void draw_circle(torch::Tensor& mask, const std::vector<Point>& points) {
  expect_points(points, 2);
  fill_circle(mask, points[0], std::hypot(points[1].x - points[0].x, points[1].y - points[0].y));
}

void draw_dots(torch::Tensor& mask, const std::vector<Point>& points, int width) {
  if (points.empty()) throw Error("no point");
  for (const Point& point : points) draw_stroke(mask, {point}, width);
}

void draw(torch::Tensor& mask, const LabelmeShape& shape, int stroke_width) {
  const std::vector<Point>& points = shape.points;
  if (shape.type == "polygon") return fill_polygon(mask, points);
  if (shape.type == "rectangle") return draw_rectangle(mask, points);
  if (shape.type == "circle") return draw_circle(mask, points);
  if (shape.type == "mask") return draw_mask(mask, shape, points);
  if (shape.type == "linestrip" || shape.type == "line")
    return draw_stroke(mask, points, stroke_width);
  if (shape.type == "point" || shape.type == "points") return draw_dots(mask, points, stroke_width);
  throw Error(
      "of a kind not known; known are polygon, rectangle, circle, mask, linestrip, line and point");
}

}  // namespace

bool is_area(const LabelmeShape& shape) {
  return shape.type == "polygon" || shape.type == "rectangle" || shape.type == "circle" ||
         shape.type == "mask";
}

torch::Tensor drawing_of(const std::vector<LabelmeShape>& shapes, PictureSize size,
                         int stroke_width) {
  torch::Tensor mask = torch::zeros({size.height, size.width}, torch::kUInt8);
  for (const LabelmeShape& shape : shapes) {
    with_context(
        fmt::format("shape {} (\"{:.40}\", {:.40})", shape.number, shape.label, shape.type),
        [&] { draw(mask, shape, stroke_width); });
  }
  return mask;
}

}  // namespace panet
