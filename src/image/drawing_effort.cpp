#include "image/drawing_effort.h"

#include <algorithm>
#include <cmath>

#include "panet/base/error.h"

namespace panet {
namespace {

constexpr double kMostPixels = 1e10;
// In pixels that are filled.
constexpr double kOfRow = 256;     // of an edge
constexpr double kOfPixel = 0.25;  // of a mask

// 0 for NaN.
double clipped(double value, int64_t size) {
  return value > 0 ? std::min(value, static_cast<double>(size)) : 0;
}

}  // namespace

ShapeBox operator|(const ShapeBox& a, const ShapeBox& b) {
  if (a.pixels() == 0) return b;
  if (b.pixels() == 0) return a;
  return {.top = std::min(a.top, b.top),
          .bottom = std::max(a.bottom, b.bottom),
          .left = std::min(a.left, b.left),
          .right = std::max(a.right, b.right)};
}

ShapeBox box_around(const std::vector<Point>& points, double width, PictureSize size) {
  if (points.empty()) return {};
  const double reach = width / 2 + 1;
  Point low = points.front(), high = low;
  for (const Point& point : points) {
    low = {std::min(low.x, point.x), std::min(low.y, point.y)};
    high = {std::max(high.x, point.x), std::max(high.y, point.y)};
  }
  return {.top = static_cast<int64_t>(clipped(low.y - reach, size.height)),
          .bottom = static_cast<int64_t>(std::ceil(clipped(high.y + reach, size.height))),
          .left = static_cast<int64_t>(clipped(low.x - reach, size.width)),
          .right = static_cast<int64_t>(std::ceil(clipped(high.x + reach, size.width)))};
}

void DrawingEffort::spend(const std::vector<Point>& points, double width) {
  if (points.empty()) return;
  const double of_point = std::min(width, static_cast<double>(size_.height));
  double rows = 0, previous = clipped(points.back().y, size_.height);
  for (const Point& point : points) {
    const double here = clipped(point.y, size_.height);
    rows += std::abs(here - previous) + of_point;
    previous = here;
  }
  spend(box_around(points, width, size_).pixels() + kOfRow * rows);
}

void DrawingEffort::spend_on_mask() {
  spend(kOfPixel * static_cast<double>(size_.height) * static_cast<double>(size_.width));
}

void DrawingEffort::spend(double pixels) {
  spent_ += pixels;
  if (!(spent_ <= kMostPixels)) throw Error("too many large shapes for one picture");
}

}  // namespace panet
