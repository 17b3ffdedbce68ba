#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "episode/medial_grid.h"
#include "episode/medial_path.h"
#include "episode/scribble_points.h"
#include "image/mask.h"
#include "panet/base/error.h"
#include "panet/base/random_stream.h"
#include "panet/episode/weak_annotation.h"
#include "panet/image/shapes.h"

namespace panet {
namespace {

constexpr int kGridResolution = 48;  // fine enough for a hand's movement, fast enough to search

// A person begins and ends a stroke this much, as a part of its whole length, before the far ends.
constexpr double kLeastTrim = 0.05, kMostTrim = 0.2;

// How far a hand strays from the middle, as a part of the distance to the region's edge. A point
// that strays by as much to both sides is still within its region.
constexpr double kJitter = 0.35;

constexpr int kWidest = 10'000;  // pixels

void trim(std::vector<std::size_t>& path, RandomStream& random) {
  const auto part = [&random, length = static_cast<double>(path.size())] {
    return static_cast<std::ptrdiff_t>(random.between(kLeastTrim, kMostTrim) * length);
  };
  path.erase(path.begin(), path.begin() + part());
  path.erase(path.end() - part(), path.end());
}

// The few points that a hand makes for. Each is about halfway to the edge of the disc around the
// one before that touches the region's edge: lines between them cut no corner, and wide regions are
// crossed in long strides.
std::vector<std::size_t> waypoints(const MedialGrid& grid, const std::vector<std::size_t>& path) {
  std::vector<std::size_t> chosen = {path.front()};
  for (const std::size_t cell : path) {
    const Point from = grid.points[chosen.back()], to = grid.points[cell];
    const double x = to.x - from.x, y = to.y - from.y, stride = grid.depths[chosen.back()] / 2;
    if (x * x + y * y > stride * stride) chosen.push_back(cell);
  }
  if (chosen.back() != path.back()) chosen.push_back(path.back());
  return chosen;
}

std::vector<Point> jittered(const MedialGrid& grid, const std::vector<std::size_t>& cells,
                            RandomStream& random) {
  std::vector<Point> points;
  for (const std::size_t cell : cells) {
    const double reach = kJitter * grid.depths[cell];
    const double x = random.between(-reach, reach), y = random.between(-reach, reach);
    points.push_back({grid.points[cell].x + x, grid.points[cell].y + y});
  }
  return points;
}

Point between(Point a, Point b, double t) {
  return {a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t};
}

// Chaikin's corner cutting: towards a quadratic B-spline, with both ends where they were.
std::vector<Point> smoothed(std::vector<Point> points) {
  constexpr int kRounds = 4;
  for (int round = 0; round < kRounds && points.size() > 2; ++round) {
    std::vector<Point> cut = {points.front()};
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
      cut.push_back(between(points[i], points[i + 1], 0.25));
      cut.push_back(between(points[i], points[i + 1], 0.75));
    }
    cut.push_back(points.back());
    points = std::move(cut);
  }
  return points;
}

Mask scribble_within(const Mask& region, RandomStream& random, int width) {
  Mask stroke(region.dimensions());
  const auto points = scribble_points(region, random);
  if (points.empty()) return stroke;
  draw_stroke(stroke, points, width);
  stroke &= region;
  return stroke;
}

void check(const Mask& foreground, const Mask& background, const ScribbleOptions& options) {
  if (foreground.dimensions() != background.dimensions())
    throw Error("the foreground and the background of a scribble differ in size");
  if (options.width < 1 || options.width > kWidest || options.dilation < 0 ||
      options.dilation > kWidest)
    throw Error(fmt::format(
        "a scribble has a width of 1 to {0} pixels and a dilation of 0 to {0}, not {1} and {2}",
        kWidest, options.width, options.dilation));
}

}  // namespace

std::vector<Point> scribble_points(const Mask& region, RandomStream& random) {
  const MedialGrid grid = medial_grid(region, kGridResolution);
  auto path = medial_path(grid, [&random](std::size_t limit) { return random.below(limit); });
  if (path.empty()) return {};
  trim(path, random);
  return smoothed(jittered(grid, waypoints(grid, path), random));
}

Annotation scribble_annotation(const Mask& foreground, const Mask& background, uint64_t seed,
                               const ScribbleOptions& options) {
  check(foreground, background, options);
  RandomStream random(seed, 0);
  // Growing a stroke on every side makes a wider stroke.
  const int width = options.width + 2 * options.dilation;
  auto on_class = scribble_within(foreground, random, width);
  return {std::move(on_class), scribble_within(background, random, width)};
}

}  // namespace panet
