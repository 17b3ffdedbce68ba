#include "panet/model/cosine_classifier.h"

#include "panet/model/feature_directions.h"

namespace panet {
namespace {

constexpr double kSmallestNorm = 1e-8;

}  // namespace

torch::Tensor norm_over_channels(const torch::Tensor& vectors) {
  return torch::linalg_vector_norm(vectors, 2, at::IntArrayRef{1}, /*keepdim=*/true)
      .clamp_min(kSmallestNorm);
}

torch::Tensor directions(const torch::Tensor& vectors) {
  return vectors / norm_over_channels(vectors);
}

torch::Tensor cosine_logits(const torch::Tensor& features, const torch::Tensor& prototypes) {
  return FeatureDirections(features).logits(prototypes);
}

torch::Tensor cosine_logits_of_each(const torch::Tensor& features,
                                    const torch::Tensor& prototypes) {
  const auto units = directions(prototypes.flatten(0, 1)).view(prototypes.sizes());
  const auto products = torch::bmm(units, features.flatten(2));
  return products.unflatten(2, {features.size(2), features.size(3)}) /
         norm_over_channels(features) * kAlpha;
}

torch::Tensor upsample_logits(const torch::Tensor& logits, int64_t height, int64_t width) {
  return at::upsample_bilinear2d(logits.contiguous(), {height, width}, /*align_corners=*/false);
}

}  // namespace panet
