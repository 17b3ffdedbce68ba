#include "image/outline.h"

#include <algorithm>
#include <array>
#include <list>
#include <map>
#include <tuple>
#include <utility>

namespace panet {
namespace {

enum Direction { kEast, kSouth, kWest, kNorth };

struct Corner {
  int64_t y = 0, x = 0;
  bool operator==(const Corner&) const = default;
};

constexpr std::array<Corner, 4> kStep = {{{0, 1}, {1, 0}, {0, -1}, {-1, 0}}};
// The pixel right of a corner's way on, and the one left of it, from the corner's own pixel.
constexpr std::array<Corner, 4> kRightPixel = {{{0, 0}, {0, -1}, {-1, -1}, {-1, 0}}};
constexpr std::array<Corner, 4> kLeftPixel = {{{-1, 0}, {0, 0}, {0, -1}, {-1, -1}}};

Corner operator+(Corner a, Corner b) {
  return {a.y + b.y, a.x + b.x};
}

Direction turned(Direction direction, int quarters) {
  return static_cast<Direction>((direction + quarters) % 4);
}

// Follows the edges of objects with the object on the right. Row by row, the first edge above an
// object that was not followed yet begins the ring around a part of it; the first below one that
// was not, the ring around a hole.
class Tracer {
 public:
  Tracer(const Instances& instances, std::size_t objects)
      : instances_(instances),
        followed_(instances.dimensions()),
        ring_at_left_(instances.dimensions()),
        outlines_(objects) {}

  std::vector<std::vector<Outline>> traced() && {
    for (int64_t y = 0; y <= instances_.height(); ++y)
      for (int64_t x = 0; x < instances_.width(); ++x)
        if (object_at({y - 1, x}) != object_at({y, x})) begin_at({y, x});
    return std::move(outlines_);
  }

 private:
  static constexpr uint8_t kAbove = 1, kBelow = 2;  // edges of a pixel

  // Which outline of its object a ring belongs to.
  using Owner = std::size_t;

  int32_t object_at(Corner pixel) const {
    const bool is_inside = pixel.y >= 0 && pixel.x >= 0 && pixel.y < instances_.height() &&
                           pixel.x < instances_.width();
    return is_inside ? instances_.at(pixel.y, pixel.x) : 0;
  }

  bool is_followed(Corner pixel, uint8_t edge) const {
    return (followed_.at(pixel.y, pixel.x) & edge) != 0;
  }

  void begin_at(Corner pixel) {
    const Corner upper = {pixel.y - 1, pixel.x};
    if (object_at(pixel) > 0 && !is_followed(pixel, kAbove)) add_outline(pixel);
    if (object_at(upper) > 0 && !is_followed(upper, kBelow)) add_hole(upper);
  }

  std::vector<Outline>& outlines_at(Corner pixel) {
    return outlines_[static_cast<std::size_t>(object_at(pixel)) - 1];
  }

  void add_outline(Corner pixel) {
    auto& outlines = outlines_at(pixel);
    outlines.emplace_back();
    outlines.back().around =
        followed(pixel, kEast, object_at(pixel), static_cast<int32_t>(outlines.size()));
  }

  // `pixel` is the one above the hole. What ends the row left of it belongs to the same outline,
  // and was followed before.
  void add_hole(Corner pixel) {
    Corner first = pixel;
    while (object_at({first.y, first.x - 1}) == object_at(pixel)) --first.x;
    const int32_t owner = ring_at_left_.at(first.y, first.x);
    auto ring = followed({pixel.y + 1, pixel.x + 1}, kWest, object_at(pixel), owner);
    outlines_at(pixel)[static_cast<std::size_t>(owner) - 1].holes.push_back(std::move(ring));
  }

  void follow(Corner corner, Direction direction, int32_t owner) {
    const Corner pixel = corner + kRightPixel[direction];
    if (direction == kEast) followed_.at(pixel.y, pixel.x) |= kAbove;
    if (direction == kWest) followed_.at(pixel.y, pixel.x) |= kBelow;
    if (direction == kNorth) ring_at_left_.at(pixel.y, pixel.x) = owner;
  }

  Ring followed(const Corner begin, const Direction first, int32_t object, int32_t owner) {
    Ring ring;
    Corner corner = begin;
    Direction direction = first;
    do {
      follow(corner, direction, owner);
      corner = corner + kStep[direction];
      const Direction next = next_at(corner, direction, object);
      if (next != direction)
        ring.push_back({static_cast<double>(corner.x), static_cast<double>(corner.y)});
      direction = next;
    } while (corner != begin || direction != first);
    return ring;
  }

  // Pixels that touch at a corner alone are parted there.
  Direction next_at(Corner corner, Direction direction, int32_t object) const {
    if (object_at(corner + kRightPixel[direction]) != object) return turned(direction, 1);
    return object_at(corner + kLeftPixel[direction]) == object ? turned(direction, 3) : direction;
  }

  const Instances& instances_;
  Map<uint8_t> followed_;
  Map<int32_t>
      ring_at_left_;  // of a pixel: the outline, from 1, whose ring has the edge left of it
  std::vector<std::vector<Outline>> outlines_;
};

// A ring that others are joined to. Its edges from left to right are found by where they are.
class JoinedRing {
 public:
  explicit JoinedRing(const Ring& ring) {
    for (const Point& point : ring) corners_.push_back(point);
    for (auto corner = corners_.begin(); corner != corners_.end(); ++corner) keep_edge(corner);
  }

  // Straight up from the hole's first corner, to the edge that is met first: that of a ring which
  // begins further up.
  void join_hole(const Ring& hole) {
    const auto first = std::min_element(hole.begin(), hole.end(), comes_before);
    const auto edge = edge_above(*first);
    const Point foot{first->x, edge->y};
    const auto behind = std::next(edge);
    const auto landing = corners_.insert(behind, foot);
    const auto from = corners_.insert(behind, first, hole.end());
    corners_.insert(behind, hole.begin(), first);
    corners_.insert(behind, *first);
    const auto back = corners_.insert(behind, foot);
    for (auto corner = from; corner != back; ++corner) keep_edge(corner);
    keep_edge(landing);
    keep_edge(back);
  }

  Ring ring() const { return {corners_.begin(), corners_.end()}; }

  static bool comes_before(Point a, Point b) { return std::tie(a.y, a.x) < std::tie(b.y, b.x); }

 private:
  using Corners = std::list<Point>;
  struct Place {
    double x, y;
    bool operator<(const Place& other) const { return std::tie(x, y) < std::tie(other.x, other.y); }
  };

  void keep_edge(Corners::iterator corner) {
    auto next = std::next(corner);
    if (next == corners_.end()) next = corners_.begin();
    if (next->y != corner->y || next->x <= corner->x) return;
    // By each column that it lies above: a hole looks straight up.
    for (double x = corner->x; x < next->x; ++x) edges_[{x, corner->y}] = corner;
  }

  Corners::iterator edge_above(Point point) const {
    return std::prev(edges_.lower_bound({point.x, point.y}))->second;
  }

  Corners corners_;
  std::map<Place, Corners::iterator> edges_;
};

Ring one_ring_of(const Outline& outline) {
  JoinedRing joined(outline.around);
  std::vector<const Ring*> holes;
  for (const Ring& hole : outline.holes) holes.push_back(&hole);
  std::ranges::sort(holes, JoinedRing::comes_before, [](const Ring* hole) {
    return *std::min_element(hole->begin(), hole->end(), JoinedRing::comes_before);
  });
  for (const Ring* hole : holes) joined.join_hole(*hole);
  return joined.ring();
}

}  // namespace

std::vector<Outline> outlines_of(const Mask& mask) {
  const auto instances =
      mapped<Instances>(mask, [](uint8_t pixel) { return static_cast<int32_t>(pixel != 0); });
  return std::move(outlines_of(instances, 1).front());
}

std::vector<std::vector<Outline>> outlines_of(const Instances& instances, std::size_t objects) {
  return Tracer(instances, objects).traced();
}

Ring one_ring(const std::vector<Outline>& outlines) {
  Ring all;
  for (const Outline& outline : outlines) {
    const Ring ring = one_ring_of(outline);
    const bool is_first = all.empty();
    all.insert(all.end(), ring.begin(), ring.end());
    if (outlines.size() == 1) break;
    all.push_back(ring.front());
    if (!is_first) all.push_back(all.front());
  }
  return all;
}

}  // namespace panet
