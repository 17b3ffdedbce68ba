#include "episode/medial_grid.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "base/quotient_up.h"
#include "image/opencv_view.h"

namespace panet {
namespace {

struct Component {
  cv::Mat mask;      // 255 inside, with a margin of one pixel outside around the bounding box
  cv::Point corner;  // of the mask, in the picture
};

Component largest_component(const cv::Mat& region) {
  cv::Mat numbers, statistics, centres;
  const int count = cv::connectedComponentsWithStats(region, numbers, statistics, centres);
  if (count < 2) return {};  // the first is what is outside
  int largest = 1;
  const auto value = [&](int component, int column) {
    return statistics.at<int>(component, column);
  };
  for (int i = 2; i < count; ++i)
    if (value(i, cv::CC_STAT_AREA) > value(largest, cv::CC_STAT_AREA)) largest = i;
  const cv::Rect box(value(largest, cv::CC_STAT_LEFT), value(largest, cv::CC_STAT_TOP),
                     value(largest, cv::CC_STAT_WIDTH), value(largest, cv::CC_STAT_HEIGHT));
  Component component{.corner = box.tl() - cv::Point(1, 1)};
  cv::copyMakeBorder(numbers(box) == largest, component.mask, 1, 1, 1, 1, cv::BORDER_CONSTANT, 0);
  return component;
}

// The distance of every pixel from the edge, exact: an approximation would differ between builds of
// OpenCV.
cv::Mat depths_of(const cv::Mat& mask) {
  cv::Mat depths;
  cv::distanceTransform(mask, depths, cv::DIST_L2, cv::DIST_MASK_PRECISE);
  return depths;
}

}  // namespace

MedialGrid medial_grid(const Mask& region, int resolution) {
  if (region.empty()) return {};
  const Component component = largest_component(mat_view(region));
  if (component.mask.empty()) return {};
  const cv::Mat depths = depths_of(component.mask);
  const int cell = quotient_up(std::max(depths.rows, depths.cols), resolution);
  MedialGrid grid{.height = quotient_up(depths.rows, cell),
                  .width = quotient_up(depths.cols, cell)};
  const auto count = static_cast<std::size_t>(grid.height) * static_cast<std::size_t>(grid.width);
  grid.points.resize(count);
  grid.depths.resize(count);
  for (int y = 0; y < depths.rows; ++y) {
    for (int x = 0; x < depths.cols; ++x) {
      const double depth = depths.at<float>(y, x);
      const auto i = grid.cell(y / cell, x / cell);
      if (depth <= grid.depths[i]) continue;
      grid.depths[i] = depth;
      grid.points[i] = {component.corner.x + x + 0.5, component.corner.y + y + 0.5};
    }
  }
  return grid;
}

}  // namespace panet
