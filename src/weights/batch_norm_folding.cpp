#include "weights/batch_norm_folding.h"

#include <cmath>

#include "base/parallel.h"

namespace panet {
namespace {

constexpr double kEpsilon =
    1e-5;  // of torch.nn.BatchNorm2d, which torchvision's and timm's ResNets keep

}  // namespace

FoldedConvolution fold_batch_norm(const StoredTensor& convolution_weight,
                                  const BatchNorm& batch_norm) {
  const auto gain = batch_norm.weight.values<float>(), shift = batch_norm.bias.values<float>();
  const auto mean = batch_norm.mean.values<float>(), variance = batch_norm.variance.values<float>();
  const auto weight = convolution_weight.values<float>();
  const auto inputs = weight.size() / gain.size();  // of one channel
  std::vector<float> folded(weight.size()), bias(gain.size());
  parallel_for(0, std::ssize(gain), 16, [&](int64_t first, int64_t last) {
    for (auto c = static_cast<std::size_t>(first); c < static_cast<std::size_t>(last); ++c) {
      const double scale = gain[c] / std::sqrt(variance[c] + kEpsilon);
      bias[c] = static_cast<float>(shift[c] - mean[c] * scale);
      const auto rounded_scale = static_cast<float>(scale);
      for (auto i = c * inputs; i < (c + 1) * inputs; ++i) folded[i] = weight[i] * rounded_scale;
    }
  });
  return {.weight = StoredTensor::of(convolution_weight.shape(), std::move(folded)),
          .bias = StoredTensor::of(batch_norm.bias.shape(), std::move(bias))};
}

}  // namespace panet
