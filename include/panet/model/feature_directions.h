#pragma once

#include <torch/types.h>

namespace panet {

// The directions of an image's features. Whoever asks for several things of them pays for what
// these have in common, lengths in float32, once.
class FeatureDirections {
 public:
  explicit FeatureDirections(const torch::Tensor& features);  // N x D x h x w

  // Their cosine_logits (model/cosine_classifier.h). P x D → N x P x h x w.
  torch::Tensor logits(const torch::Tensor& prototypes) const;

  // The sum of all directions under each weight. N x P x h x w → P x D.
  torch::Tensor sums(const torch::Tensor& weights) const;

 private:
  torch::Tensor features_, lengths_;
};

}  // namespace panet
