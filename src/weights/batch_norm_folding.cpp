#include "weights/batch_norm_folding.h"

namespace panet {
namespace {

constexpr double kEpsilon =
    1e-5;  // of torch.nn.BatchNorm2d, which torchvision's and timm's ResNets keep

}  // namespace

FoldedConvolution fold_batch_norm(const torch::Tensor& convolution_weight,
                                  const BatchNorm& batch_norm) {
  const auto deviation = (batch_norm.variance.to(torch::kFloat64) + kEpsilon).sqrt();
  const auto scale = batch_norm.weight.to(torch::kFloat64) / deviation;
  const auto bias =
      batch_norm.bias.to(torch::kFloat64) - batch_norm.mean.to(torch::kFloat64) * scale;
  return {.weight = convolution_weight * scale.to(torch::kFloat32).view({-1, 1, 1, 1}),
          .bias = bias.to(torch::kFloat32)};
}

}  // namespace panet
