#include "model/prototypes.h"

#include <algorithm>
#include <functional>
#include <span>

namespace panet {
namespace {

std::vector<float> mean_of(const std::vector<std::vector<float>>& vectors) {
  auto mean = vectors.front();
  for (const auto& vector : std::span(vectors).subspan(1))
    std::ranges::transform(mean, vector, mean.begin(), std::plus());
  for (float& value : mean) value /= static_cast<float>(vectors.size());
  return mean;
}

}  // namespace

Map<float> mean_of_shots(const std::vector<PooledShots>& classes) {
  std::vector<std::vector<float>> backgrounds, prototypes(1);
  for (const auto& shots : classes) {
    backgrounds.push_back(mean_of(shots.background));
    prototypes.push_back(mean_of(shots.foreground));
  }
  prototypes[0] = mean_of(backgrounds);
  auto result = Map<float>::uninitialised(std::ssize(prototypes), std::ssize(prototypes[0]));
  for (int64_t row = 0; row < result.height(); ++row)
    std::ranges::copy(prototypes[static_cast<std::size_t>(row)], result.row(row).begin());
  return result;
}

}  // namespace panet
