#include "model/stroke_correction.h"

#include <algorithm>
#include <cstddef>
#include <opencv2/core.hpp>
#include <vector>

#include "base/dispatch.h"
#include "base/parallel.h"
#include "image/mask.h"
#include "model/cosine_classifier.h"
#include "model/exponential.h"
#include "model/masked_average_pooling.h"

namespace panet {
namespace {

constexpr float kLikeness = 0.3f, kReach = 0.2f;  // of the kernel
constexpr double kNoise = 0.05;
constexpr float kAimedMargin = 4;     // logits
constexpr float kLeastCover = 0.15f;  // of a cell
constexpr std::size_t kMostCells = 128;

// A cell of the features that a stroke covers.
struct StrokeCell {
  int64_t location;
  float sign;  // 1 on the class, -1 beside it
};

// How much of each cell a mask covers, 0 to 1.
Map<float> cover_of(const Mask& mask, PictureSize grid) {
  if (!any(mask)) return Map<float>(grid);
  auto cover = transposed_bilinear_upsampling(mask, grid);
  const auto cells_of_pixel = static_cast<float>(cover.size()) / static_cast<float>(mask.size());
  for (float& value : cover.all()) value *= cells_of_pixel;
  return cover;
}

// Of more than are needed, some that are evenly spread.
std::vector<StrokeCell> thinned(const std::vector<StrokeCell>& cells) {
  if (cells.size() <= kMostCells) return cells;
  std::vector<StrokeCell> some;
  for (std::size_t i = 0; i < kMostCells; ++i) some.push_back(cells[i * cells.size() / kMostCells]);
  return some;
}

std::vector<StrokeCell> cells_under(const Mask& on, const Mask& beside, PictureSize grid) {
  const auto cover_on = cover_of(on, grid), cover_beside = cover_of(beside, grid);
  std::vector<StrokeCell> cells;
  for (std::size_t i = 0; i < cover_on.size(); ++i) {
    const float is_on = cover_on.all()[i], is_beside = cover_beside.all()[i];
    if (std::max(is_on, is_beside) >= kLeastCover)
      cells.push_back(
          {.location = static_cast<int64_t>(i), .sign = is_on > is_beside ? 1.0f : -1.0f});
  }
  return thinned(cells);
}

// k of a row's locations and one cell, from their cosines times alpha. squares: of the distances in
// x, in exponents of k; of_row: that in y, and the constant.
void put_kernel_of_row(const float* squares, float of_row, int64_t width, float* values) {
#pragma omp simd
  for (int64_t x = 0; x < width; ++x)
    values[x] = exponential(
        std::max(values[x] * (1 / (kAlpha * kLikeness)) - squares[x] - of_row, kLeastExponent));
}

// The square of the distance from `from` along a side, in exponents of k.
float square_from(int64_t from, int64_t to, int64_t side) {
  const float distance = static_cast<float>(to - from) / (kReach * static_cast<float>(side));
  return distance * distance / 2;
}

// k of all locations and one cell.
void put_kernel(int64_t location, MapStack& maps, int64_t map) {
  const int64_t width = maps.width(), row = location / width, column = location % width;
  std::vector<float> squares;
  for (int64_t x = 0; x < width; ++x) squares.push_back(square_from(column, x, width));
  for (int64_t y = 0; y < maps.height(); ++y)
    on_this_cpu<put_kernel_of_row>(squares.data(),
                                   1 / kLikeness + square_from(row, y, maps.height()), width,
                                   maps.row(map, y).data());
}

// A map for each cell.
MapStack kernels(const FeatureDirections& features, const std::vector<StrokeCell>& cells) {
  std::vector<int64_t> locations;
  for (const auto& cell : cells) locations.push_back(cell.location);
  auto maps = features.logits(features.at(locations));
  parallel_for(0, maps.maps(), 1, [&](int64_t first, int64_t last) {
    for (int64_t m = first; m < last; ++m)
      put_kernel(locations[static_cast<std::size_t>(m)], maps, m);
  });
  return maps;
}

float amiss(const StrokeCell& cell, const Map<float>& margins) {
  const float margin = margins.all()[static_cast<std::size_t>(cell.location)];
  return cell.sign * std::max(0.0f, kAimedMargin - cell.sign * margin);
}

// (k(S, S) + noise I)^-1 r, a column.
cv::Mat weights_of(const MapStack& kernels, const std::vector<StrokeCell>& cells,
                   const Map<float>& margins) {
  const int count = static_cast<int>(cells.size());
  cv::Mat products(count, count, CV_64F), residuals(count, 1, CV_64F), weights;
  for (int s = 0; s < count; ++s) {
    for (int t = 0; t < count; ++t)
      products.at<double>(s, t) = static_cast<double>(
          kernels.map(t)[static_cast<std::size_t>(cells[static_cast<std::size_t>(s)].location)]);
    products.at<double>(s, s) += kNoise;
    residuals.at<double>(s) =
        static_cast<double>(amiss(cells[static_cast<std::size_t>(s)], margins));
  }
  cv::solve(products, residuals, weights, cv::DECOMP_CHOLESKY);
  return weights;
}

}  // namespace

Map<float> stroke_correction(const FeatureDirections& features, const Mask& on, const Mask& beside,
                             const Map<float>& margins) {
  Map<float> correction(margins.dimensions());
  const auto cells = cells_under(on, beside, margins.dimensions());
  if (cells.empty()) return correction;
  const auto maps = kernels(features, cells);
  const auto weights = weights_of(maps, cells, margins);
  for (int s = 0; s < weights.rows; ++s) {
    const auto weight = static_cast<float>(weights.at<double>(s));
    std::ranges::transform(correction.all(), maps.map(s), correction.all().begin(),
                           [weight](float sum, float k) { return sum + weight * k; });
  }
  return correction;
}

}  // namespace panet
