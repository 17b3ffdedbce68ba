#include "serve/tools/simplified_ring.h"

#include <cmath>
#include <limits>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace panet::serve {
namespace {

constexpr std::size_t kLeastCorners = 3;

std::vector<cv::Point2f> corners_of(const Ring& ring) {
  std::vector<cv::Point2f> corners;
  for (const auto& point : ring)
    corners.emplace_back(static_cast<float>(point.x), static_cast<float>(point.y));
  return corners;
}

Ring simplified(const Ring& ring, double fineness) {
  const auto corners = corners_of(ring);
  std::vector<cv::Point2f> kept;
  cv::approxPolyDP(corners, kept, fineness * cv::arcLength(corners, true), true);
  Ring simple;
  for (const auto& corner : kept) simple.push_back({corner.x, corner.y});
  return simple;
}

// Corners of two rings that lie near to each other.
struct Bridge {
  std::size_t from = 0, to = 0;
};

Bridge shortest_bridge(const Ring& ring, const Ring& hole) {
  Bridge shortest;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < ring.size(); ++i)
    for (std::size_t j = 0; j < hole.size(); ++j) {
      const double distance = std::hypot(ring[i].x - hole[j].x, ring[i].y - hole[j].y);
      if (distance >= least) continue;
      least = distance;
      shortest = {.from = i, .to = j};
    }
  return shortest;
}

// Around the ring, over the bridge, around the hole, and back.
void join_hole(Ring& ring, const Ring& hole) {
  const auto bridge = shortest_bridge(ring, hole);
  Ring way;
  for (std::size_t j = 0; j <= hole.size(); ++j) way.push_back(hole[(bridge.to + j) % hole.size()]);
  way.push_back(ring[bridge.from]);
  ring.insert(ring.begin() + static_cast<std::ptrdiff_t>(bridge.from) + 1, way.begin(), way.end());
}

}  // namespace

Ring simplified_ring(const Outline& outline, double fineness) {
  if (fineness <= 0) return one_ring(outline);
  auto ring = simplified(outline.around, fineness);
  if (ring.size() < kLeastCorners) ring = outline.around;
  for (const auto& hole : outline.holes) {
    const auto simple = simplified(hole, fineness);
    if (simple.size() >= kLeastCorners) join_hole(ring, simple);
  }
  return ring;
}

double enclosed_area(const Ring& ring) {
  return cv::contourArea(corners_of(ring));
}

}  // namespace panet::serve
