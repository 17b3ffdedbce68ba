#include "segment/box_mean.h"

#include <algorithm>
#include <vector>

#include "base/dispatch.h"
#include "base/parallel.h"

namespace panet {
namespace {

constexpr int64_t kWindow = 2 * kBoxRadius + 1;

// sums[i] = values[i] + values[i + stride] + ... of kWindow values: a number that the compiler
// knows, so it adds vectors of them.
void window_sums(const float* values, int64_t stride, int64_t count, float* sums) {
#pragma omp simd
  for (int64_t i = 0; i < count; ++i) {
    float sum = 0;
    for (int64_t k = 0; k < kWindow; ++k) sum += values[i + k * stride];
    sums[i] = sum;
  }
}

// One over the number of points within the window around each of `count` points.
std::vector<float> shares(int64_t count) {
  std::vector<float> result;
  for (int64_t i = 0; i < count; ++i) {
    const int64_t first = std::max<int64_t>(i - kBoxRadius, 0);
    const int64_t last = std::min(i + kBoxRadius + 1, count);
    result.push_back(1 / static_cast<float>(last - first));
  }
  return result;
}

// Takes the means of maps of one size. Within it a map has a margin of zeros, kBoxRadius wide, that
// neither sums nor loops have to know of.
class BoxMean {
 public:
  BoxMean(int64_t height, int64_t width)
      : height_(height),
        width_(width),
        stride_(width + 2 * kBoxRadius),
        of_rows_(shares(height)),
        of_columns_(shares(width)),
        padded_(static_cast<std::size_t>((height + 2 * kBoxRadius) * stride_)),
        sums_(padded_.size()) {}

  void operator()(const float* map, float* mean) {
    for (int64_t y = 0; y < height_; ++y)
      std::copy_n(map + y * width_, width_,
                  padded_.data() + (y + kBoxRadius) * stride_ + kBoxRadius);
    on_this_cpu<window_sums>(padded_.data(), stride_, height_ * stride_, sums_.data());
    for (int64_t y = 0; y < height_; ++y) mean_of_row(y, mean + y * width_);
  }

 private:
  void mean_of_row(int64_t y, float* mean) const {
    on_this_cpu<window_sums>(sums_.data() + y * stride_, 1, width_, mean);
    const float share = of_rows_[static_cast<std::size_t>(y)];
    std::transform(of_columns_.begin(), of_columns_.end(), mean, mean,
                   [share](float of_column, float sum) { return sum * (share * of_column); });
  }

  int64_t height_, width_, stride_;
  std::vector<float> of_rows_, of_columns_;
  std::vector<float> padded_, sums_;
};

}  // namespace

MapStack box_mean(const MapStack& maps) {
  auto means = MapStack::uninitialised(maps.maps(), maps.dimensions());
  parallel_for(0, maps.maps(), 1, [&](int64_t first, int64_t last) {
    BoxMean mean_of(maps.height(), maps.width());
    for (int64_t m = first; m < last; ++m) mean_of(maps.map(m).data(), means.map(m).data());
  });
  return means;
}

}  // namespace panet
