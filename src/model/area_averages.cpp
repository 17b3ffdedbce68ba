#include "model/area_averages.h"

#include <algorithm>
#include <vector>

#include "base/parallel.h"
#include "model/bfloat16.h"
#include "model/feature_products.h"

namespace panet {
namespace {

// How much of a cell lies over a row (or column) of what is below it.
struct Overlap {
  int64_t index;
  float share;
};

// Of each of `cells` cells over `size` rows; the shares of a cell sum to 1.
std::vector<std::vector<Overlap>> overlaps(int64_t size, int64_t cells) {
  std::vector<std::vector<Overlap>> result(static_cast<std::size_t>(cells));
  for (int64_t cell = 0; cell < cells; ++cell) {
    // In units of which a row has `cells` and a cell has `size`.
    const int64_t begin = cell * size, end = begin + size;
    for (int64_t i = begin / cells; i * cells < end; ++i) {
      const int64_t common = std::min(end, (i + 1) * cells) - std::max(begin, i * cells);
      result[static_cast<std::size_t>(cell)].push_back(
          {i, static_cast<float>(common) / static_cast<float>(size)});
    }
  }
  return result;
}

void add(std::span<const float> feature, float weight, std::span<float> sum) {
#pragma omp simd
  for (std::size_t d = 0; d < sum.size(); ++d) sum[d] += weight * feature[d];
}

void add(std::span<const BFloat16> feature, float weight, std::span<float> sum) {
#pragma omp simd
  for (std::size_t d = 0; d < sum.size(); ++d) sum[d] += weight * to_float(feature[d]);
}

void add_feature(const Features& features, int64_t location, float weight, std::span<float> sum) {
  const std::size_t first = static_cast<std::size_t>(location) * sum.size();
  if (features.type() == Features::Type::kBFloat16)
    add(features.bfloats().subspan(first, sum.size()), weight, sum);
  else
    add(features.floats().subspan(first, sum.size()), weight, sum);
}

}  // namespace

Features average_directions(const Features& features, PictureSize grid) {
  const auto lengths = inverse_lengths(features);
  const auto rows = overlaps(features.height(), grid.height);
  const auto columns = overlaps(features.width(), grid.width);
  Features result(grid, features.channels(), Features::Type::kBFloat16);
  auto* const averages = reinterpret_cast<BFloat16*>(result.bytes().data());
  parallel_for(0, grid.height, 1, [&](int64_t first, int64_t last) {
    std::vector<float> sum(static_cast<std::size_t>(features.channels()));
    for (int64_t cell = first * grid.width; cell < last * grid.width; ++cell) {
      std::ranges::fill(sum, 0);
      for (const auto& [y, share_of_row] : rows[static_cast<std::size_t>(cell / grid.width)])
        for (const auto& [x, share] : columns[static_cast<std::size_t>(cell % grid.width)]) {
          const int64_t location = y * features.width() + x;
          add_feature(features, location,
                      share_of_row * share * lengths[static_cast<std::size_t>(location)], sum);
        }
      std::ranges::transform(sum, averages + cell * features.channels(), to_bfloat16);
    }
  });
  return result;
}

Map<float> average_mask(const Mask& mask, PictureSize grid) {
  const auto rows = overlaps(mask.height(), grid.height);
  const auto columns = overlaps(mask.width(), grid.width);
  Map<float> shares(grid);
  for (int64_t y = 0; y < grid.height; ++y)
    for (int64_t x = 0; x < grid.width; ++x)
      for (const auto& [row, share_of_row] : rows[static_cast<std::size_t>(y)])
        for (const auto& [column, share] : columns[static_cast<std::size_t>(x)])
          if (mask.at(row, column) != 0) shares.at(y, x) += share_of_row * share;
  return shares;
}

}  // namespace panet
