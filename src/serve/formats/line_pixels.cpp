#include "serve/formats/line_pixels.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <optional>

namespace panet::serve {
namespace {

struct Segment {
  Point from, to;
};

// Which part of a segment, from 0 to 1, lies from 0 to `length` along an axis.
struct Part {
  double begin = 0, end = 1;

  void keep(double from, double to, double length) {
    const double step = to - from;
    if (step == 0) {
      if (from < 0 || from > length) end = -1;
      return;
    }
    const double a = -from / step, b = (length - from) / step;
    begin = std::max(begin, std::min(a, b));
    end = std::min(end, std::max(a, b));
  }
};

std::optional<Segment> clipped(Point a, Point b, PictureSize size) {
  Part part;
  part.keep(a.x, b.x, static_cast<double>(size.width));
  part.keep(a.y, b.y, static_cast<double>(size.height));
  if (part.begin > part.end) return std::nullopt;
  const auto at = [&](double t) { return Point{std::lerp(a.x, b.x, t), std::lerp(a.y, b.y, t)}; };
  return Segment{at(part.begin), at(part.end)};
}

int64_t pixel_at(double coordinate, int64_t length) {
  return std::clamp(static_cast<int64_t>(std::floor(coordinate)), int64_t{0}, length - 1);
}

// The way along one axis: how far, as a part of the segment, it is to the next pixel's edge.
class Axis {
 public:
  Axis(double from, double to, int64_t length)
      : pixel(pixel_at(from, length)),
        left_(std::abs(pixel_at(to, length) - pixel)),
        step_(to < from ? -1 : 1),
        way_(std::abs(to - from)) {
    const double edge = static_cast<double>(to < from ? pixel : pixel + 1);
    next = left_ > 0 ? std::abs(edge - from) / way_ : kNever;
  }

  void go() {
    pixel += step_;
    next = --left_ > 0 ? next + 1 / way_ : kNever;
  }

  bool is_done() const { return left_ == 0; }

  int64_t pixel;
  double next;

 private:
  static constexpr double kNever = std::numeric_limits<double>::infinity();

  int64_t left_;  // steps
  int64_t step_;
  double way_;
};

}  // namespace

std::vector<LinePixel> line_pixels(Point from, Point to, PictureSize size) {
  std::vector<LinePixel> pixels;
  const auto segment = clipped(from, to, size);
  if (!segment) return pixels;
  Axis x(segment->from.x, segment->to.x, size.width);
  Axis y(segment->from.y, segment->to.y, size.height);
  pixels.push_back({y.pixel, x.pixel});
  while (!x.is_done() || !y.is_done()) {
    (x.next <= y.next ? x : y).go();
    pixels.push_back({y.pixel, x.pixel});
  }
  return pixels;
}

}  // namespace panet::serve
