#include "train/loss/masked_average_pooling.h"

namespace panet {
namespace {

constexpr double kEpsilon = 1e-5;  // as in the authors' code: an empty mask gives zeros

}  // namespace

torch::Tensor transposed_bilinear_upsampling(const torch::Tensor& masks, int64_t height,
                                             int64_t width) {
  const auto real = masks.to(torch::kFloat32).unsqueeze(1);
  const bool align_corners = false;
  return at::upsample_bilinear2d_backward(real, {masks.size(1), masks.size(2)},
                                          {masks.size(0), 1, height, width}, align_corners)
      .squeeze(1);
}

torch::Tensor masked_average_pooling(const torch::Tensor& features, const torch::Tensor& masks) {
  const auto weights = transposed_bilinear_upsampling(masks, features.size(2), features.size(3));
  const auto sums =
      torch::bmm(features.to(torch::kFloat32).flatten(2), weights.flatten(1).unsqueeze(2))
          .squeeze(2);
  const auto area = masks.to(torch::kFloat32).sum({1, 2}).unsqueeze(1);
  return sums / (area + kEpsilon);
}

}  // namespace panet
