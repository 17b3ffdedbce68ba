#include "model/feature_directions.h"

#include <algorithm>

#include "model/cosine_classifier.h"
#include "model/feature_products.h"

namespace panet {

FeatureDirections::FeatureDirections(const Features& features)
    : features_(&features), inverse_lengths_(inverse_lengths(features)) {}

MapStack FeatureDirections::logits(const Map<float>& prototypes) const {
  auto result = dot_products(*features_, directions(prototypes));
  scale(result, kAlpha);
  return result;
}

Map<float> FeatureDirections::at(const std::vector<int64_t>& locations) const {
  auto rows = Map<float>::uninitialised(std::ssize(locations), features_->channels());
  for (std::size_t i = 0; i < locations.size(); ++i) {
    const auto location = static_cast<std::size_t>(locations[i]);
    copy_feature(*features_, location, inverse_lengths_[location],
                 rows.row(static_cast<int64_t>(i)));
  }
  return rows;
}

Map<float> FeatureDirections::sums(MapStack weights) const {
  scale(weights, 1);
  return weighted_sums(*features_, weights);
}

// Times `factor` and over the features' lengths.
void FeatureDirections::scale(MapStack& maps, float factor) const {
  for (int64_t m = 0; m < maps.maps(); ++m)
    std::ranges::transform(
        maps.map(m), inverse_lengths_, maps.map(m).begin(),
        [factor](float value, float inverse_length) { return value * inverse_length * factor; });
}

}  // namespace panet
