#include "panet/image/shapes.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <utility>

#include "panet/base/error.h"

namespace panet {
namespace {

// Pixel i covers [i, i + 1) and belongs to a shape where its centre, i + 0.5, does. Coordinates may
// be as large as a double: nothing below squares one, or subtracts two before halving them, and all
// are clipped before they become integers.

constexpr double kInfinity = std::numeric_limits<double>::infinity();

uint8_t* row_of(Mask& mask, int64_t y) {
  return mask.row(y).data();
}

void check(const std::vector<Point>& points, std::size_t least, const char* shape) {
  if (points.size() < least)
    throw Error(fmt::format("a {} needs at least {} points, not {}", shape, least, points.size()));
  for (const Point& point : points)
    if (!std::isfinite(point.x) || !std::isfinite(point.y))
      throw Error(fmt::format("a {} has the point ({}, {}); coordinates must be finite", shape,
                              point.x, point.y));
}

// The first of `size` pixels whose centre is not below `coordinate`; `size` where there is none.
int64_t first_pixel(double coordinate, int64_t size) {
  return static_cast<int64_t>(
      std::clamp(std::ceil(coordinate - 0.5), 0.0, static_cast<double>(size)));
}

// One past the last pixel whose centre is not above `coordinate`.
int64_t end_pixel(double coordinate, int64_t size) {
  return static_cast<int64_t>(
      std::clamp(std::floor(coordinate - 0.5) + 1, 0.0, static_cast<double>(size)));
}

double centre(int64_t pixel) {
  return static_cast<double>(pixel) + 0.5;
}

// Where `value` lies on the way from a (0) to b (1); a and b differ.
double fraction(double value, double a, double b) {
  return (value / 2 - a / 2) / (b / 2 - a / 2);
}

struct Interval {
  double low, high;
};

// → whether that is any pixel.
bool fill(Mask& mask, int64_t y, Interval columns) {
  const int64_t begin = first_pixel(columns.low, mask.width()),
                end = end_pixel(columns.high, mask.width());
  if (begin >= end) return false;
  std::fill(row_of(mask, y) + begin, row_of(mask, y) + end, uint8_t{1});
  return true;
}

// Pixels whose centre is in the half-open rectangle: two that touch share no pixel and leave none
// out.
struct Box {
  int64_t top, bottom, left, right;
};

Box box_of(const Mask& mask, const std::vector<Point>& points) {
  const auto [low_x, high_x] =
      std::minmax_element(points.begin(), points.end(), [](auto& a, auto& b) { return a.x < b.x; });
  const auto [low_y, high_y] =
      std::minmax_element(points.begin(), points.end(), [](auto& a, auto& b) { return a.y < b.y; });
  return {first_pixel(low_y->y, mask.height()), first_pixel(high_y->y, mask.height()),
          first_pixel(low_x->x, mask.width()), first_pixel(high_x->x, mask.width())};
}

constexpr uint64_t kAllInside = 0x0101010101010101;  // eight pixels

// Of eight flips, the first in the lowest byte, each becomes the parity of those up to it.
uint64_t running_parity(uint64_t flips) {
  static_assert(std::endian::native == std::endian::little);
  flips ^= flips << 8;
  flips ^= flips << 16;
  return flips ^ flips << 32;
}

// Sets those of up to eight pixels that have an odd number of flips up to them. `inside` says, in
// each byte, whether there was an odd number before. → whether that is any pixel.
bool fill_word(uint8_t* pixels, const uint8_t* flips, std::size_t count, uint64_t& inside) {
  uint64_t here = 0, drawn = 0;
  std::memcpy(&here, flips, count);
  std::memcpy(&drawn, pixels, count);
  here = running_parity(here) ^ inside;
  drawn |= here;
  std::memcpy(pixels, &drawn, count);
  inside = (here >> 56) * kAllInside;
  return (here << (8 * (8 - count))) != 0;
}

// The same for a part of a row, eight at a time: a picture may have very many polygons.
bool fill_flipped(uint8_t* pixels, const uint8_t* flips, int64_t count) {
  uint64_t inside = 0;
  bool any = false;
  for (; count >= 8; count -= 8, pixels += 8, flips += 8)
    any |= fill_word(pixels, flips, 8, inside);
  return count > 0 ? fill_word(pixels, flips, static_cast<std::size_t>(count), inside) || any : any;
}

// A grid over a box of the mask in which every edge flips the pixel right of it, row by row. Going
// along a row, a pixel is inside where the number of flips so far is odd.
class Crossings {
 public:
  explicit Crossings(const Box& box)
      : box_(box),
        stride_(box.right - box.left + 1),
        flips_(static_cast<std::size_t>((box.bottom - box.top) * stride_)) {}

  void add_edge(Point a, Point b) {
    if (a.y > b.y) std::swap(a, b);
    const int64_t first = std::max(first_pixel(a.y, box_.bottom), box_.top),
                  end = first_pixel(b.y, box_.bottom);
    for (int64_t y = first; y < end; ++y) {
      const double x = std::lerp(a.x, b.x, fraction(centre(y), a.y, b.y));
      const int64_t column = std::max(first_pixel(x, box_.right), box_.left);
      flips_[static_cast<std::size_t>((y - box_.top) * stride_ + column - box_.left)] ^= 1;
    }
  }

  bool fill(Mask& mask) const {
    bool any = false;
    const uint8_t* flips = flips_.data();
    for (int64_t y = box_.top; y < box_.bottom; ++y, flips += stride_)
      any |= fill_flipped(row_of(mask, y) + box_.left, flips, box_.right - box_.left);
    return any;
  }

 private:
  Box box_;
  int64_t stride_;  // one more column, for edges right of the box
  std::vector<uint8_t> flips_;
};

// The part of a row at height `y` that lies in the disc; empty (low > high) where there is none.
Interval disc_row(Point middle, double radius, double y) {
  const double away = std::abs(y / 2 - middle.y / 2), half = radius / 2;
  if (!(away <= half)) return {kInfinity, -kInfinity};
  const double reach = 2 * std::sqrt(half - away) * std::sqrt(half + away);
  return {middle.x - reach, middle.x + reach};
}

// The x for which low <= offset + slope * x <= high.
Interval solved(double slope, double offset, double low, double high) {
  if (slope == 0)
    return low <= offset && offset <= high ? Interval{-kInfinity, kInfinity}
                                           : Interval{kInfinity, -kInfinity};
  const double a = (low - offset) / slope, b = (high - offset) / slope;
  return {std::min(a, b), std::max(a, b)};
}

// Cuts the segment from a to b to low <= y <= high (or x, by `axis`); false where nothing is left.
bool clip(Point& a, Point& b, double Point::*axis, double low, double high) {
  if (a.*axis > b.*axis) std::swap(a, b);
  if (b.*axis < low || a.*axis > high) return false;
  const auto at = [start = a, end = b, axis](double value) {
    const double t = fraction(value, start.*axis, end.*axis);
    Point point{std::lerp(start.x, end.x, t), std::lerp(start.y, end.y, t)};
    point.*axis = value;
    return point;
  };
  const Point from = a.*axis < low ? at(low) : a, to = b.*axis > high ? at(high) : b;
  a = from;
  b = to;
  return true;
}

// All pixels within `radius` of the line between two points. They are convex, so a row of them is
// one interval: from the leftmost to the rightmost of two discs and the band between them.
class Segment {
 public:
  Segment(Point a, Point b, double radius, int64_t height)
      : a_(a),
        b_(b),
        radius_(radius),
        length_(std::hypot(b.x - a.x, b.y - a.y)),
        first_(first_pixel(std::min(a.y, b.y) - radius, height)),
        end_(end_pixel(std::max(a.y, b.y) + radius, height)) {}

  // The rows that it reaches.
  int64_t first() const { return first_; }
  int64_t end() const { return end_; }

  Interval row(double y) const {
    Interval whole{kInfinity, -kInfinity};
    for (const Interval& part : {disc_row(a_, radius_, y), disc_row(b_, radius_, y), band_row(y)}) {
      if (part.low > part.high) continue;
      whole = {std::min(whole.low, part.low), std::max(whole.high, part.high)};
    }
    return whole;
  }

 private:
  // Within `radius` of the line, between its two ends.
  Interval band_row(double y) const {
    if (length_ == 0) return {kInfinity, -kInfinity};
    const double along_x = (b_.x - a_.x) / length_, along_y = (b_.y - a_.y) / length_;
    const Interval along = solved(along_x, (y - a_.y) * along_y - a_.x * along_x, 0, length_);
    const Interval across =
        solved(along_y, -(y - a_.y) * along_x - a_.x * along_y, -radius_, radius_);
    return {std::max(along.low, across.low), std::min(along.high, across.high)};
  }

  Point a_, b_;
  double radius_, length_;
  int64_t first_, end_;
};

// Those that reach the mask.
std::vector<Segment> segments_of(const std::vector<Point>& points, double radius,
                                 PictureSize size) {
  // Further out nothing reaches the mask; and what is left is small enough for the arithmetic of a
  // band.
  const double margin = radius + 1;
  std::vector<Segment> segments;
  Point previous = points.front();
  for (const Point& point : points) {
    Point a = std::exchange(previous, point), b = point;
    if (!clip(a, b, &Point::y, -margin, static_cast<double>(size.height) + margin)) continue;
    if (!clip(a, b, &Point::x, -margin, static_cast<double>(size.width) + margin)) continue;
    segments.emplace_back(a, b, radius, size.height);
  }
  return segments;
}

// Pixels of a row, of which many shapes may have the same: each is filled once.
class RowUnion {
 public:
  explicit RowUnion(int64_t width) : width_(width) {}

  void add(Interval columns) {
    const Span span{first_pixel(columns.low, width_), end_pixel(columns.high, width_)};
    if (span.begin >= span.end) return;
    // What comes next on a line mostly goes on from what came before.
    if (!spans_.empty() && span.begin <= spans_.back().end && spans_.back().begin <= span.end)
      spans_.back() = {std::min(spans_.back().begin, span.begin),
                       std::max(spans_.back().end, span.end)};
    else
      spans_.push_back(span);
  }

  // Sets them, and is empty again. → whether that was any.
  bool fill(uint8_t* row) {
    const bool any = !spans_.empty();
    std::ranges::sort(spans_, {}, &Span::begin);
    int64_t filled = 0;
    for (const auto& [begin, end] : spans_) {
      if (end <= filled) continue;
      std::fill(row + std::max(begin, filled), row + end, uint8_t{1});
      filled = end;
    }
    spans_.clear();
    return any;
  }

 private:
  struct Span {
    int64_t begin, end;
  };

  int64_t width_;
  std::vector<Span> spans_;
};

// Row by row: what many segments cover is filled once, not once by each.
bool draw_segments(Mask& mask, std::vector<Segment> segments) {
  std::ranges::sort(segments, {}, &Segment::first);
  std::vector<const Segment*> here;
  RowUnion row(mask.width());
  bool any = false;
  auto next = segments.begin();
  for (int64_t y = segments.empty() ? mask.height() : next->first(); y < mask.height(); ++y) {
    for (; next != segments.end() && next->first() <= y; ++next) here.push_back(&*next);
    std::erase_if(here, [y](const Segment* segment) { return segment->end() <= y; });
    if (here.empty() && next == segments.end()) break;
    for (const Segment* segment : here) row.add(segment->row(centre(y)));
    any |= row.fill(row_of(mask, y));
  }
  return any;
}

// The pixel in which the point lies, however far its centre is.
bool draw_pixel(Mask& mask, Point point) {
  if (!(point.x >= 0 && point.x < static_cast<double>(mask.width()))) return false;
  if (!(point.y >= 0 && point.y < static_cast<double>(mask.height()))) return false;
  mask.at(static_cast<int64_t>(point.y), static_cast<int64_t>(point.x)) = 1;
  return true;
}

}  // namespace

bool fill_polygon(Mask& mask, const std::vector<Point>& points) {
  check(points, 3, "polygon");
  Crossings crossings(box_of(mask, points));
  Point previous = points.back();
  for (const Point& point : points) crossings.add_edge(std::exchange(previous, point), point);
  return crossings.fill(mask);
}

bool fill_rectangle(Mask& mask, Point a, Point b) {
  check({a, b}, 2, "rectangle");
  const Box box = box_of(mask, {a, b});
  for (int64_t y = box.top; y < box.bottom; ++y)
    std::fill(row_of(mask, y) + box.left, row_of(mask, y) + box.right, uint8_t{1});
  return box.top < box.bottom && box.left < box.right;
}

bool fill_circle(Mask& mask, Point middle, double radius) {
  check({middle}, 1, "circle");
  if (!std::isfinite(radius) || radius < 0)
    throw Error(
        fmt::format("a circle has the radius {}; it must be finite and not negative", radius));
  const int64_t end = end_pixel(middle.y + radius, mask.height());
  bool any = false;
  for (int64_t y = first_pixel(middle.y - radius, mask.height()); y < end; ++y)
    any |= fill(mask, y, disc_row(middle, radius, centre(y)));
  return any;
}

bool draw_stroke(Mask& mask, const std::vector<Point>& points, int width) {
  check(points, 1, "stroke");
  if (width < 1) throw Error(fmt::format("a stroke has the width {}; at least 1 is needed", width));
  bool any = draw_segments(mask, segments_of(points, width / 2.0, mask.dimensions()));
  // A thin stroke may have no centre near its ends or corners.
  for (const Point& point : points) any |= draw_pixel(mask, point);
  return any;
}

}  // namespace panet
