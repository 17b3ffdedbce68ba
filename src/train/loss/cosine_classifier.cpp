#include "train/loss/cosine_classifier.h"

namespace panet {

torch::Tensor norm_over_channels(const torch::Tensor& vectors) {
  return torch::linalg_vector_norm(vectors, 2, at::IntArrayRef{1}, /*keepdim=*/true)
      .clamp_min(kSmallestLength);
}

torch::Tensor directions(const torch::Tensor& vectors) {
  return vectors / norm_over_channels(vectors);
}

torch::Tensor cosine_logits(const torch::Tensor& features, const torch::Tensor& prototypes) {
  // A product with P vectors at every location is a 1x1 convolution, which keeps the layout of the
  // features.
  const auto in_float32 = features.to(torch::kFloat32);
  const auto products =
      torch::conv2d(in_float32, directions(prototypes).unsqueeze(-1).unsqueeze(-1));
  return products / norm_over_channels(in_float32) * kAlpha;
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
