#include "serve/project/paint.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "image/drawing_effort.h"
#include "image/mask.h"
#include "panet/base/error.h"

namespace panet::serve {
namespace {

bool is_object(Paint paint) {
  return paint == Paint::kObject || paint == Paint::kObjectStroke;
}

bool is_surroundings(Paint paint) {
  return paint == Paint::kSurroundings || paint == Paint::kSurroundingsStroke;
}

Paint paint_of(const Shape& shape) {
  if (shape.tool == Tool::kEraser) return Paint::kOpen;
  if (shape.tool == Tool::kStroke)
    return shape.is_object ? Paint::kObjectStroke : Paint::kSurroundingsStroke;
  return shape.is_object ? Paint::kObject : Paint::kSurroundings;
}

int pixels_of(double width) {
  if (!(width >= 1 && width <= kWidestStroke))
    throw Error(
        fmt::format("a stroke has the width {}; it goes from 1 to {}", width, kWidestStroke));
  return static_cast<int>(std::lround(width));
}

bool has_width(Tool tool) {
  return tool != Tool::kPolygon && tool != Tool::kBox;
}

void draw(Mask& mask, const Shape& shape) {
  switch (shape.tool) {
    case Tool::kPolygon:
      fill_polygon(mask, shape.points);
      return;
    case Tool::kBox:
      if (shape.points.size() != 2)
        throw Error(fmt::format("a box has 2 corners, not {} points", shape.points.size()));
      fill_rectangle(mask, shape.points[0], shape.points[1]);
      return;
    default:
      draw_stroke(mask, shape.points, pixels_of(shape.width));
  }
}

// Takes as long for a shape as the part of the picture is large in which it lies.
class Painter {
 public:
  explicit Painter(Painting& painting)
      : painting_(painting), drawn_(painting.dimensions()), effort_(painting.dimensions()) {}

  void add(const Shape& shape) {
    const double width = has_width(shape.tool) ? pixels_of(shape.width) : 0;
    const ShapeBox box = box_around(shape.points, width, painting_.dimensions());
    effort_.spend(shape.points, width);
    effort_.spend(kOfPixel * box.pixels());
    draw(drawn_, shape);
    lay_down(box, paint_of(shape));
  }

 private:
  static constexpr double kOfPixel = 3;  // laid down, in pixels that are filled

  // What is drawn, which is nothing again then.
  void lay_down(const ShapeBox& box, Paint paint) {
    const auto left = static_cast<std::size_t>(box.left),
               width = static_cast<std::size_t>(box.width());
    for (int64_t y = box.top; y < box.bottom; ++y) {
      const auto drawn = drawn_.row(y).subspan(left, width);
      const auto painted = painting_.row(y).subspan(left, width);
      std::ranges::transform(
          painted, drawn, painted.begin(),
          [paint](Paint before, uint8_t is_drawn) { return is_drawn != 0 ? paint : before; });
      std::ranges::fill(drawn, uint8_t{0});
    }
  }

  Painting& painting_;
  Mask drawn_;
  DrawingEffort effort_;
};

template <typename Predicate>
Mask where_paint(const Painting& painting, Predicate predicate) {
  return mapped<Mask>(painting,
                      [=](Paint paint) { return static_cast<uint8_t>(predicate(paint)); });
}

// The rim of a picture.
Mask rim(PictureSize size) {
  const int64_t width = std::max<int64_t>(1, std::min(size.height, size.width) / 50);
  Mask mask = Mask::filled(size, 1);
  for (int64_t y = width; y < size.height - width; ++y)
    if (size.width > 2 * width)
      std::fill(mask.row(y).begin() + width, mask.row(y).end() - width, uint8_t{0});
  return mask;
}

}  // namespace

bool paints_exactly(Tool tool) {
  return tool == Tool::kBrush || tool == Tool::kPolygon || tool == Tool::kBox;
}

void paint(Painting& painting, const Shape& shape) {
  paint(painting, std::span(&shape, 1));
}

void paint(Painting& painting, std::span<const Shape> shapes) {
  Painter painter(painting);
  for (const Shape& shape : shapes) painter.add(shape);
}

bool is_painted(const Painting& painting) {
  return std::ranges::any_of(painting.all(), [](Paint paint) { return paint != Paint::kOpen; });
}

bool has_object(const Painting& painting) {
  return std::ranges::any_of(painting.all(), is_object);
}

bool is_exact(const Painting& painting) {
  return std::ranges::find(painting.all(), Paint::kObject) != painting.all().end();
}

Painting painting_of(const Mask& mask) {
  return mapped<Painting>(mask,
                          [](uint8_t pixel) { return pixel != 0 ? Paint::kObject : Paint::kOpen; });
}

Painting painting_of_strokes(const Annotation& annotation) {
  return mapped<Painting>(annotation.foreground, annotation.background,
                          [](uint8_t object, uint8_t surroundings) {
                            if (object != 0) return Paint::kObjectStroke;
                            return surroundings != 0 ? Paint::kSurroundingsStroke : Paint::kOpen;
                          });
}

Annotation annotation_of(const Painting& painting) {
  Annotation annotation{.foreground = object_of(painting), .background = {}};
  if (is_exact(painting)) {
    annotation.background = ~annotation.foreground;
    return annotation;
  }
  annotation.background = surroundings_of(painting);
  if (!any(annotation.background))
    annotation.background = rim(painting.dimensions()) & ~annotation.foreground;
  return annotation;
}

Mask object_of(const Painting& painting) {
  return where_paint(painting, is_object);
}

Mask surroundings_of(const Painting& painting) {
  return where_paint(painting, is_surroundings);
}

std::optional<Annotation> strokes_of(const Painting& painting) {
  if (is_exact(painting)) return std::nullopt;
  return Annotation{.foreground = object_of(painting), .background = surroundings_of(painting)};
}

Lesson lesson_of(const Painting& painting) {
  return {.annotation = annotation_of(painting), .strokes = strokes_of(painting)};
}

void lay_over(const Painting& painting, Mask& mask) {
  if (is_exact(painting)) {
    mask = object_of(painting);
    return;
  }
  mask = mapped<Mask>(mask, painting, [](uint8_t before, Paint paint) {
    return static_cast<uint8_t>(is_object(paint) || (before != 0 && !is_surroundings(paint)));
  });
}

}  // namespace panet::serve
