#include "model/spherical_kmeans.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "model/cosine_classifier.h"
#include "model/feature_products.h"
#include "panet/base/error.h"
#include "panet/base/random_stream.h"

namespace panet {
namespace {

std::span<const float> direction(const Features& directions, std::size_t i) {
  const auto channels = static_cast<std::size_t>(directions.channels());
  return directions.floats().subspan(i * channels, channels);
}

Map<float> drawn_centres(const Features& directions, int64_t count, uint64_t seed) {
  RandomStream random(seed, 0);
  const auto drawn = random.sample(static_cast<std::size_t>(directions.locations()),
                                   static_cast<std::size_t>(count));
  auto centres = Map<float>::uninitialised(count, directions.channels());
  for (std::size_t k = 0; k < drawn.size(); ++k)
    std::ranges::copy(direction(directions, drawn[k]),
                      centres.row(static_cast<int64_t>(k)).begin());
  return centres;
}

// The centre that is nearest to each direction, of equally near ones the first.
std::vector<int64_t> nearest_centres(const Features& directions, const Map<float>& centres) {
  const auto cosines = dot_products(directions, centres);
  std::vector<int64_t> nearest(static_cast<std::size_t>(directions.locations()));
  std::vector<float> largest(cosines.map(0).begin(), cosines.map(0).end());
  for (int64_t k = 1; k < cosines.maps(); ++k) {
    const auto of_centre = cosines.map(k);
    for (std::size_t i = 0; i < nearest.size(); ++i)
      if (of_centre[i] > largest[i]) {
        largest[i] = of_centre[i];
        nearest[i] = k;
      }
  }
  return nearest;
}

Map<float> moved(const Map<float>& centres, const Features& directions,
                 const std::vector<int64_t>& nearest) {
  Map<float> sums(centres.height(), centres.width());
  std::vector<bool> is_nearest(static_cast<std::size_t>(centres.height()));
  for (std::size_t i = 0; i < nearest.size(); ++i) {
    const auto sum = sums.row(nearest[i]);
    std::ranges::transform(sum, direction(directions, i), sum.begin(), std::plus());
    is_nearest[static_cast<std::size_t>(nearest[i])] = true;
  }
  for (int64_t k = 0; k < centres.height(); ++k)
    if (!is_nearest[static_cast<std::size_t>(k)])
      std::ranges::copy(centres.row(k), sums.row(k).begin());
  return panet::directions(sums);
}

Map<float> shares_of(const std::vector<int64_t>& nearest, int64_t count) {
  Map<float> shares(1, count);
  for (const int64_t k : nearest) ++shares.at(0, k);
  for (float& share : shares.all()) share /= static_cast<float>(nearest.size());
  return shares;
}

}  // namespace

DirectionClusters spherical_kmeans(const Features& directions, int64_t count, uint64_t seed,
                                   int rounds) {
  if (directions.locations() < count)
    throw Error(fmt::format("{} clusters need as many features, but there are {}", count,
                            directions.locations()));
  auto centres = drawn_centres(directions, count, seed);
  for (int round = 0; round < rounds; ++round)
    centres = moved(centres, directions, nearest_centres(directions, centres));
  auto shares = shares_of(nearest_centres(directions, centres), count);
  return {.centres = std::move(centres), .shares = std::move(shares)};
}

}  // namespace panet
