#include "panet/model/feature_directions.h"

#include "panet/model/cosine_classifier.h"

namespace panet {
namespace {

// shares: 1 x P x h x w → P x D.
torch::Tensor matrix_product(const torch::Tensor& shares, const torch::Tensor& features) {
  return torch::matmul(shares.flatten(2)[0], features.flatten(2)[0].t());
}

// The same as the gradient of a 1x1 convolution with respect to its weights: on a CPU many times
// faster for matrices as oblong as these. On a GPU it may differ from one time to the next.
torch::Tensor convolution_gradient(const torch::Tensor& shares, const torch::Tensor& features) {
  const auto weights = torch::empty({shares.size(1), features.size(1), 1, 1});
  const auto gradients = at::convolution_backward(
      shares, features, weights, /*bias_sizes=*/c10::nullopt, /*stride=*/{1, 1}, /*padding=*/{0, 0},
      /*dilation=*/{1, 1}, /*transposed=*/false, /*output_padding=*/{0, 0}, /*groups=*/1,
      /*output_mask=*/{false, true, false});
  return std::get<1>(gradients).flatten(1);
}

}  // namespace

FeatureDirections::FeatureDirections(const torch::Tensor& features)
    : features_(features.to(torch::kFloat32)), lengths_(norm_over_channels(features_)) {}

torch::Tensor FeatureDirections::logits(const torch::Tensor& prototypes) const {
  // A product with P vectors at every location is a 1x1 convolution, which keeps the layout of the
  // features.
  const auto products =
      torch::conv2d(features_, directions(prototypes).unsqueeze(-1).unsqueeze(-1));
  return products / lengths_ * kAlpha;
}

torch::Tensor FeatureDirections::sums(const torch::Tensor& weights) const {
  const auto shares = weights / lengths_;
  return shares.is_cpu() ? convolution_gradient(shares, features_)
                         : matrix_product(shares, features_);
}

}  // namespace panet
