#pragma once

#include <cstdint>
#include <vector>

#include "panet/image/map.h"
#include "panet/model/features.h"
#include "panet/model/map_stack.h"

namespace panet {

// The directions of an image's features. Whoever asks for several things of them pays for what
// these have in common, lengths, once.
class FeatureDirections {
 public:
  // The features must outlive it.
  explicit FeatureDirections(const Features& features);

  // Their cosine_logits (model/cosine_classifier.h). P x D → P maps of h x w.
  MapStack logits(const Map<float>& prototypes) const;

  // Those at some locations (y w + x), one a row.
  Map<float> at(const std::vector<int64_t>& locations) const;

  // The sum of all directions under each weight. P maps of h x w → P x D.
  Map<float> sums(MapStack weights) const;

 private:
  void scale(MapStack& maps, float factor) const;

  const Features* features_;
  std::vector<float> inverse_lengths_;
};

}  // namespace panet
