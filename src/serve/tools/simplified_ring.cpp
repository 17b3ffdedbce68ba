#include "serve/tools/simplified_ring.h"

#include <algorithm>
#include <boost/geometry.hpp>
#include <boost/geometry/index/rtree.hpp>
#include <opencv2/imgproc.hpp>
#include <utility>
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

double squared_distance(Point a, Point b) {
  return (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y);
}

// A ring that holes are joined to by lines there and back. There may be as many as a picture has
// pixels: the corner that lies nearest to a hole is looked up, and what follows on it is linked.
class GrowingRing {
 public:
  explicit GrowingRing(const Ring& around) {
    for (std::size_t i = 0; i < around.size(); ++i) {
      corners_.push_back({around[i], (i + 1) % around.size()});
      add_place(i);
    }
  }

  // Around the ring, over the line, around the hole, and back.
  void join(Ring hole) {
    const std::size_t from = nearest_to(hole.front());
    const Point begin = corners_[from].point;
    const auto nearest = std::ranges::min_element(
        hole, {}, [begin](Point corner) { return squared_distance(begin, corner); });
    std::rotate(hole.begin(), nearest, hole.end());
    std::size_t end = from;
    for (const Point& corner : hole) end = add_place(insert_behind(end, corner));
    insert_behind(insert_behind(end, hole.front()), begin);
  }

  Ring ring() const {
    Ring ring;
    ring.reserve(corners_.size());
    std::size_t i = 0;
    do {
      ring.push_back(corners_[i].point);
      i = corners_[i].next;
    } while (i != 0);
    return ring;
  }

 private:
  using Place = boost::geometry::model::d2::point_xy<double>;
  struct Corner {
    Point point;
    std::size_t next;
  };

  std::size_t insert_behind(std::size_t before, Point point) {
    corners_.push_back({point, corners_[before].next});
    return corners_[before].next = corners_.size() - 1;
  }

  std::size_t add_place(std::size_t corner) {
    places_.insert({Place(corners_[corner].point.x, corners_[corner].point.y), corner});
    return corner;
  }

  std::size_t nearest_to(Point point) const {
    return places_.qbegin(boost::geometry::index::nearest(Place(point.x, point.y), 1))->second;
  }

  std::vector<Corner> corners_;
  boost::geometry::index::rtree<std::pair<Place, std::size_t>, boost::geometry::index::linear<16>>
      places_;  // of corners_, those at the ends of lines once
};

}  // namespace

Ring simplified_ring(const Outline& outline, double fineness) {
  if (fineness <= 0) return one_ring(outline);
  const auto around = simplified(outline.around, fineness);
  GrowingRing ring(around.size() < kLeastCorners ? outline.around : around);
  for (const auto& hole : outline.holes) {
    auto simple = simplified(hole, fineness);
    if (simple.size() >= kLeastCorners) ring.join(std::move(simple));
  }
  return ring.ring();
}

double enclosed_area(const Ring& ring) {
  return cv::contourArea(corners_of(ring));
}

}  // namespace panet::serve
