#include "model/cosine_classifier.h"

#include <cmath>
#include <numeric>
#include <utility>

#include "model/feature_directions.h"
#include "model/upsampled_rows.h"

namespace panet {

Map<float> directions(const Map<float>& vectors) {
  auto result = vectors.copy();
  for (int64_t i = 0; i < result.height(); ++i) {
    const auto vector = result.row(i);
    const float squares = std::inner_product(vector.begin(), vector.end(), vector.begin(), 0.0f);
    const float length = std::max(std::sqrt(squares), kSmallestLength);
    for (float& value : vector) value /= length;
  }
  return result;
}

MapStack cosine_logits(const Features& features, const Map<float>& prototypes) {
  return FeatureDirections(features).logits(prototypes);
}

MapStack upsample_logits(MapStack logits, PictureSize size) {
  return UpsampledRows(std::move(logits), size).rows(0, size.height);
}

}  // namespace panet
