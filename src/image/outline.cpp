#include "image/outline.h"

#include <algorithm>
#include <array>
#include <cstdint>
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
      for (int64_t x = 0; x < instances_.width(); ++x) {
        if (x == 0 || object_at({y - 1, x}) != object_at({y - 1, x - 1})) run_above_ = x;
        if (object_at({y - 1, x}) != object_at({y, x})) begin_at({y, x});
      }
    return std::move(outlines_);
  }

 private:
  static constexpr uint8_t kAbove = 1, kBelow = 2;  // edges of a pixel

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

  // `pixel` is the one above the hole. What begins its run, further left, belongs to the same
  // outline, and was followed before.
  void add_hole(Corner pixel) {
    const int32_t owner = ring_at_left_.at(pixel.y, run_above_);
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
      ring_at_left_;       // of a pixel: the outline, from 1, whose ring has the edge left of it
  int64_t run_above_ = 0;  // where the pixels of one object begin that the one above is among
  std::vector<std::vector<Outline>> outlines_;
};

bool comes_before(Point a, Point b) {
  return std::tie(a.y, a.x) < std::tie(b.y, b.x);
}

// Joins the rings of an outline by lines there and back: straight up from a hole's first corner, to
// the edge that is met first. Keeps a few numbers for each hole and each column, none for pixels.
class JoinedRings {
 public:
  explicit JoinedRings(const Outline& outline) {
    starts_.push_back({&outline.around, 0});
    for (const Ring& hole : outline.holes)
      starts_.push_back({&hole, std::ranges::min_element(hole, comes_before) - hole.begin()});
    std::sort(starts_.begin() + 1, starts_.end(), [](const Start& a, const Start& b) {
      return comes_before(a.corner(0), b.corner(0));
    });
    find_lines();
  }

  // Not by functions that call themselves: a hole may hang on a hole, and so on.
  Ring joined() const {
    Ring all;
    all.reserve(corners());
    std::vector<Walk> walks = {walk_around(0)};
    while (!walks.empty()) {
      Walk& walk = walks.back();
      if (is_at_line(walk)) {
        all.push_back(lines_[walk.line].foot());
        walks.push_back(walk_around(lines_[walk.line].hole));
      } else if (walk.passed < starts_[walk.ring].size()) {
        all.push_back(starts_[walk.ring].corner(walk.passed++));
      } else {
        walks.pop_back();
        if (!walks.empty()) go_back(walks.back(), all);
      }
    }
    return all;
  }

 private:
  // A ring, and where the walk around it begins.
  struct Start {
    const Ring* ring;
    std::ptrdiff_t first;

    std::size_t size() const { return ring->size(); }
    Point corner(std::size_t i) const {
      return (*ring)[(static_cast<std::size_t>(first) + i) % ring->size()];
    }
  };
  // From left to right, from a corner of a ring to the next.
  struct Edge {
    uint32_t ring, corner;
    double y;
  };
  // From a hole up to an edge.
  struct Line {
    Edge edge;
    uint32_t hole;
    double x;

    Point foot() const { return {x, edge.y}; }
  };
  struct Walk {
    uint32_t ring;
    std::size_t passed;  // corners
    std::size_t line;    // of those that end at the ring, the next
  };

  Point begin_of(const Edge& edge) const { return starts_[edge.ring].corner(edge.corner); }
  Point end_of(const Edge& edge) const { return starts_[edge.ring].corner(edge.corner + 1); }

  std::size_t corners() const {
    constexpr std::size_t kOfLine = 3;
    std::size_t sum = kOfLine * lines_.size();
    for (const Start& start : starts_) sum += start.size();
    return sum;
  }

  // From above to below.
  std::vector<Edge> edges() const {
    std::vector<Edge> edges;
    for (uint32_t ring = 0; ring < starts_.size(); ++ring)
      for (uint32_t corner = 0; corner < starts_[ring].size(); ++corner)
        if (const Edge edge{ring, corner, starts_[ring].corner(corner).y};
            begin_of(edge).x < end_of(edge).x)
          edges.push_back(edge);
    std::ranges::sort(edges, {}, &Edge::y);
    return edges;
  }

  // Row by row: `above` has the last edge of each column.
  void find_lines() {
    const auto [left, right] = std::ranges::minmax(*starts_[0].ring, {}, &Point::x);
    const auto column = [left = left.x](Point point) {
      return static_cast<std::ptrdiff_t>(point.x - left);
    };
    std::vector<Edge> above(static_cast<std::size_t>(column(right)));
    const auto all = edges();
    auto next = all.begin();
    for (uint32_t hole = 1; hole < starts_.size(); ++hole) {
      const Point first = starts_[hole].corner(0);
      for (; next != all.end() && next->y < first.y; ++next)
        std::fill(above.begin() + column(begin_of(*next)), above.begin() + column(end_of(*next)),
                  *next);
      lines_.push_back({above[static_cast<std::size_t>(column(first))], hole, first.x});
    }
    std::ranges::sort(lines_, {}, [](const Line& line) {
      return std::tuple(line.edge.ring, line.edge.corner, line.x);
    });
  }

  Walk walk_around(uint32_t ring) const {
    const auto line =
        std::ranges::lower_bound(lines_, ring, {}, [](const Line& one) { return one.edge.ring; });
    return {.ring = ring, .passed = 0, .line = static_cast<std::size_t>(line - lines_.begin())};
  }

  // Whether the next line ends at the edge behind the corner that was passed last.
  bool is_at_line(const Walk& walk) const {
    if (walk.line == lines_.size()) return false;
    const Edge& edge = lines_[walk.line].edge;
    return edge.ring == walk.ring && edge.corner + std::size_t{1} == walk.passed;
  }

  void go_back(Walk& walk, Ring& all) const {
    const Line& line = lines_[walk.line++];
    all.push_back(starts_[line.hole].corner(0));
    all.push_back(line.foot());
  }

  std::vector<Start> starts_;  // around, then of the holes from above to below
  std::vector<Line> lines_;    // in the order in which they are met
};

}  // namespace

std::vector<Outline> outlines_of(const Mask& mask) {
  const auto instances =
      mapped<Instances>(mask, [](uint8_t pixel) { return static_cast<int32_t>(pixel != 0); });
  return std::move(outlines_of(instances, 1).front());
}

std::vector<std::vector<Outline>> outlines_of(const Instances& instances, std::size_t objects) {
  return Tracer(instances, objects).traced();
}

Ring one_ring(std::span<const Outline> outlines) {
  if (outlines.size() == 1) return JoinedRings(outlines.front()).joined();
  Ring all;
  for (const Outline& outline : outlines) {
    const Ring ring = JoinedRings(outline).joined();
    const bool is_first = all.empty();
    all.insert(all.end(), ring.begin(), ring.end());
    all.push_back(ring.front());
    if (!is_first) all.push_back(all.front());
  }
  return all;
}

}  // namespace panet
