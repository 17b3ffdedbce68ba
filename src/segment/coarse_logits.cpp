#include "segment/coarse_logits.h"

#include <algorithm>
#include <functional>
#include <limits>

#include "model/stroke_correction.h"

namespace panet {

MapStack coarse_logits(const FeatureDirections& image, const Prototypes& prototypes,
                       const Refinement& refinement, const QueryAdaptation& adaptation) {
  const bool is_fitted = refinement.fit && !prototypes.fitted.empty();
  const auto& vectors = is_fitted ? prototypes.fitted : prototypes.vectors;
  if (!refinement.adapt) return image.logits(vectors);
  return image.logits(adapted_prototypes(image, vectors, prototypes.class_shots, adaptation));
}

Map<float> margins_of(const MapStack& logits, int64_t map) {
  Map<float> others(logits.dimensions());
  std::ranges::fill(others.all(), -std::numeric_limits<float>::infinity());
  for (int64_t other = 0; other < logits.maps(); ++other)
    if (other != map)
      std::ranges::transform(others.all(), logits.map(other), others.all().begin(),
                             std::ranges::max);
  std::ranges::transform(logits.map(map), others.all(), others.all().begin(), std::minus());
  return others;
}

void correct_by_strokes(const FeatureDirections& image, const Annotation& strokes, int64_t label,
                        MapStack& logits) {
  const auto correction =
      stroke_correction(image, strokes.foreground, strokes.background, margins_of(logits, label));
  const auto of_class = logits.map(label);
  std::ranges::transform(of_class, correction.all(), of_class.begin(), std::plus());
}

}  // namespace panet
