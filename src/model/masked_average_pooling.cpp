#include "model/masked_average_pooling.h"

#include <algorithm>

#include "base/dispatch.h"
#include "base/parallel.h"
#include "image/mask.h"
#include "model/bilinear_position.h"
#include "model/feature_products.h"

namespace panet {
namespace {

constexpr float kEpsilon = 1e-5f;  // as in the authors' code: an empty mask gives zeros

void add_weighted(const uint8_t* row, float weight, int64_t width, float* sums) {
#pragma omp simd
  for (int64_t x = 0; x < width; ++x) sums[x] += weight * static_cast<float>(row[x]);
}

// How much a row (or column) of the mask counts for one of the grid.
struct Share {
  int64_t index;
  float share;
};

// Of each row of the grid.
std::vector<std::vector<Share>> shares_of(int64_t size, int64_t coarse) {
  std::vector<std::vector<Share>> result(static_cast<std::size_t>(coarse));
  for (int64_t i = 0; i < size; ++i) {
    const auto [first, next, share_of_next] = bilinear_position(i, size, coarse);
    result[static_cast<std::size_t>(first)].push_back({i, 1 - share_of_next});
    result[static_cast<std::size_t>(next)].push_back({i, share_of_next});
  }
  return result;
}

// The sum of a mask's rows, each with its share.
std::vector<float> sum_of_rows(const Mask& mask, const std::vector<Share>& shares) {
  std::vector<float> sums(static_cast<std::size_t>(mask.width()));
  for (const auto& [y, share] : shares)
    on_this_cpu<add_weighted>(mask.row(y).data(), share, mask.width(), sums.data());
  return sums;
}

}  // namespace

std::vector<float> masked_average_pooling(const Features& features, const Mask& mask) {
  auto weights = MapStack::uninitialised(1, features.grid());
  std::ranges::copy(transposed_bilinear_upsampling(mask, features.grid()).all(),
                    weights.all().begin());
  const auto sums = weighted_sums(features, weights);
  const float area = static_cast<float>(count(mask)) + kEpsilon;
  std::vector<float> mean;
  for (const float sum : sums.all()) mean.push_back(sum / area);
  return mean;
}

Map<float> transposed_bilinear_upsampling(const Mask& mask, PictureSize grid) {
  auto weights = Map<float>::uninitialised(grid);
  const auto rows = shares_of(mask.height(), grid.height);
  const auto columns = shares_of(mask.width(), grid.width);
  parallel_for(0, grid.height, 1, [&](int64_t first, int64_t last) {
    for (int64_t y = first; y < last; ++y) {
      const auto sums = sum_of_rows(mask, rows[static_cast<std::size_t>(y)]);
      std::ranges::transform(columns, weights.row(y).begin(), [&](const auto& shares) {
        float sum = 0;
        for (const auto& [x, share] : shares) sum += share * sums[static_cast<std::size_t>(x)];
        return sum;
      });
    }
  });
  return weights;
}

}  // namespace panet
