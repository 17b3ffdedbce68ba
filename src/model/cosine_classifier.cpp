#include "panet/model/cosine_classifier.h"

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
  const auto real = features.to(torch::kFloat32);
  // A product with P vectors at every location is a 1x1 convolution, which keeps the layout of the
  // features.
  const auto products = torch::conv2d(real, directions(prototypes).unsqueeze(-1).unsqueeze(-1));
  return products / norm_over_channels(real) * kAlpha;
}

torch::Tensor upsample_logits(const torch::Tensor& logits, int64_t height, int64_t width) {
  return at::upsample_bilinear2d(logits.contiguous(), {height, width}, /*align_corners=*/false);
}

torch::Tensor nearest_prototypes(const torch::Tensor& logits) {
  auto labels = torch::zeros(logits.sizes().slice(1), logits.options().dtype(torch::kUInt8));
  auto largest = logits[0];
  for (int64_t p = 1; p < logits.size(0); ++p) {
    labels.masked_fill_(logits[p].gt(largest), p);
    if (p + 1 < logits.size(0)) largest = torch::maximum(largest, logits[p]);
  }
  return labels;
}

}  // namespace panet
