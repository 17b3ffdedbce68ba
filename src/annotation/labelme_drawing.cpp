#include "annotation/labelme_drawing.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "annotation/mask_foreground.h"
#include "annotation/picture_size.h"
#include "base/base64.h"
#include "base/error_context.h"
#include "image/drawing_effort.h"
#include "image/png.h"
#include "image/window.h"
#include "panet/base/error.h"
#include "panet/image/shapes.h"

namespace panet {
namespace {

enum class Form { kPolygon, kRectangle, kCircle, kMask, kLine, kDots, kUnknown };

// labelme's own types, and those of programs after it. Any other that has four corners, or ends
// where it began, is an outline.
Form form_of(const LabelmeShape& shape) {
  const auto& type = shape.type;
  const auto& points = shape.points;
  if (type == "polygon" || type == "oriented_rectangle" || type == "rotation" ||
      type == "quadrilateral")
    return Form::kPolygon;
  if (type == "rectangle") return points.size() >= 4 ? Form::kPolygon : Form::kRectangle;
  if (type == "circle") return Form::kCircle;
  if (type == "mask") return Form::kMask;
  if (type == "linestrip" || type == "line") return Form::kLine;
  if (type == "point" || type == "points") return Form::kDots;
  const bool is_closed = points.size() > 4 && points.front().x == points.back().x &&
                         points.front().y == points.back().y;
  return points.size() == 4 || is_closed ? Form::kPolygon : Form::kUnknown;
}

bool is_area(Form form) {
  return form != Form::kLine && form != Form::kDots;
}

// What keeps a shape from being drawn; empty where nothing does.
std::string lack_of(const LabelmeShape& shape) {
  const std::size_t count = shape.points.size();
  switch (form_of(shape)) {
    case Form::kPolygon:
      if (count < 3) return fmt::format("a polygon needs at least 3 points, not {}", count);
      break;
    case Form::kRectangle:
    case Form::kCircle:
      if (count != 2) return fmt::format("{} points where 2 are needed", count);
      break;
    case Form::kMask:
      if (count == 0) return "no point";
      if (shape.mask.empty()) return "it has no \"mask\"";
      break;
    case Form::kLine:
    case Form::kDots:
      if (count == 0) return "no point";
      break;
    case Form::kUnknown:
      return "of a kind not known; known are polygon, rectangle, circle, mask, linestrip, line, "
             "point and shapes of four corners";
  }
  return {};
}

double radius_of(const LabelmeShape& circle) {
  const Point &middle = circle.points[0], &rim = circle.points[1];
  return std::hypot(rim.x - middle.x, rim.y - middle.y);
}

// The corners between which a shape lies, in the order of its edges.
std::vector<Point> outline_of(const LabelmeShape& shape) {
  if (form_of(shape) != Form::kCircle) return shape.points;
  const Point& middle = shape.points[0];
  const double radius = radius_of(shape);
  return {{middle.x - radius, middle.y - radius}, {middle.x + radius, middle.y + radius}};
}

// Sets the pixels of `mask` under those of `patch`, whose first lies at (top, left); the rest is
// clipped. → whether that is any pixel.
bool paste(Mask& mask, const Mask& patch, int64_t top, int64_t left) {
  const Span rows = overlap({top, patch.height()}, {0, mask.height()});
  const Span columns = overlap({left, patch.width()}, {0, mask.width()});
  if (columns.length == 0) return false;
  uint8_t any = 0;
  for (int64_t y = rows.first; y < rows.end(); ++y) {
    const uint8_t* from = patch.row(y - top).data() + (columns.first - left);
    uint8_t* to = mask.row(y).data() + columns.first;
    for (int64_t x = 0; x < columns.length; ++x) {
      to[x] |= from[x];
      any |= from[x];
    }
  }
  return any != 0;
}

// The pixel that a coordinate lies in, left of the border too.
int64_t pixel(double coordinate) {
  return static_cast<int64_t>(std::floor(std::clamp(coordinate, -1e9, 1e9)));
}

// Some scripts write a mask as browsers do: "data:image/png;base64,iVBOR..."
std::string_view without_data_url(std::string_view mask) {
  const auto comma = mask.starts_with("data:") ? mask.find(',') : std::string_view::npos;
  return comma == std::string_view::npos ? mask : mask.substr(comma + 1);
}

// labelme cuts a mask out of the picture.
void expect_fitting(PictureSize patch, PictureSize picture) {
  if (patch.height <= picture.height && patch.width <= picture.width) return;
  throw Error(fmt::format("it has {}, more than the picture, {}", pixels(patch), pixels(picture)));
}

// "shape 2 (\"cat\", polygon)"
std::string place_of(const LabelmeShape& shape) {
  return fmt::format("shape {} (\"{:.40}\", {:.40})", shape.number, shape.label, shape.type);
}

std::string passed_over(const LabelmeShape& shape, const std::string& reason) {
  return place_of(shape) + " is passed over: " + reason;
}

class Drawer {
 public:
  Drawer(PictureSize size, int stroke_width)
      : size_(size), stroke_width_(stroke_width), effort_(size) {
    drawing_.mask = Mask(size);
  }

  // What all take together, before the first is drawn.
  void expect_bounded(const std::vector<LabelmeShape>& shapes) {
    for (const LabelmeShape& shape : shapes)
      if (remark_on(shape).empty() && shape.problem.empty())
        effort_.spend(outline_of(shape), stroke_width_ + 2);
  }

  void add(const LabelmeShape& shape) {
    with_context(place_of(shape), [&] {
      if (!shape.problem.empty()) throw Error(shape.problem);
      if (const auto remark = remark_on(shape); !remark.empty())
        drawing_.remarks.push_back(remark);
      else if (!draw(shape))
        drawing_.remarks.push_back(passed_over(
            shape,
            fmt::format("no pixel of the picture, {}, lies inside; it has no area, or lies outside",
                        pixels(size_))));
    });
  }

  LabelmeDrawing drawing() && { return std::move(drawing_); }

 private:
  // → whether any pixel of the picture is inside.
  bool draw(const LabelmeShape& shape) {
    const Form form = form_of(shape);
    const bool is_drawn = form == Form::kMask ? draw_mask(shape) : draw(form, shape);
    drawing_.has_areas |= is_drawn && is_area(form);
    return is_drawn;
  }

  bool draw(Form form, const LabelmeShape& shape) {
    Mask& mask = drawing_.mask;
    const auto& points = shape.points;
    if (form == Form::kPolygon) return fill_polygon(mask, points);
    if (form == Form::kRectangle) return fill_rectangle(mask, points[0], points[1]);
    if (form == Form::kCircle) return fill_circle(mask, points[0], radius_of(shape));
    if (form == Form::kLine) return draw_stroke(mask, points, stroke_width_);
    bool any = false;
    for (const Point& point : points) any |= draw_stroke(mask, {point}, stroke_width_);
    return any;
  }

  // The mask counts, not how far the points lie apart: labelme's drift off it when people drag
  // them.
  bool draw_mask(const LabelmeShape& shape) {
    constexpr double kOfPixel = 32;  // unpacked and pasted, in pixels that are filled
    const auto check = [this](int64_t height, int64_t width) {
      expect_fitting({height, width}, size_);
      effort_.spend(kOfPixel * static_cast<double>(height * width));
    };
    const Mask patch =
        mask_foreground(read_png(decode_base64(without_data_url(shape.mask)), "\"mask\"", check));
    const auto [left, right] = std::minmax_element(shape.points.begin(), shape.points.end(),
                                                   [](auto& a, auto& b) { return a.x < b.x; });
    const auto [top, bottom] = std::minmax_element(shape.points.begin(), shape.points.end(),
                                                   [](auto& a, auto& b) { return a.y < b.y; });
    remark_on_size(patch.dimensions(),
                   {pixel(bottom->y) - pixel(top->y) + 1, pixel(right->x) - pixel(left->x) + 1},
                   place_of(shape));
    return paste(drawing_.mask, patch, pixel(top->y), pixel(left->x));
  }

  void remark_on_size(PictureSize patch, PictureSize told, const std::string& place) {
    constexpr int64_t kDrift = 2;
    if (std::abs(patch.height - told.height) <= kDrift &&
        std::abs(patch.width - told.width) <= kDrift)
      return;
    drawing_.remarks.push_back(
        fmt::format("{} is taken at the size of its mask, {}; its points enclose {}", place,
                    pixels(patch), pixels(told)));
  }

  PictureSize size_;
  int stroke_width_;
  DrawingEffort effort_;
  LabelmeDrawing drawing_;
};

}  // namespace

std::string remark_on(const LabelmeShape& shape) {
  if (!shape.problem.empty()) return {};
  const std::string lack = lack_of(shape);
  return lack.empty() ? lack : passed_over(shape, lack);
}

LabelmeDrawing drawing_of(const std::vector<LabelmeShape>& shapes, PictureSize size,
                          int stroke_width) {
  Drawer drawer(size, stroke_width);
  drawer.expect_bounded(shapes);
  for (const LabelmeShape& shape : shapes) drawer.add(shape);
  return std::move(drawer).drawing();
}

}  // namespace panet
