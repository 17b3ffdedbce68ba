#pragma once

#include <torch/nn/modules/container/sequential.h>
#include <array>

#include "panet/model/convolution.h"
#include "panet/model/encoder.h"

namespace panet {

// ResNet-50, -101 or -152 cut after layer3, batch norm folded into the convolutions. layer3 trades
// its stride for dilation 2, so that the stride stays 8; no ReLU after the last block, as in the
// VGG-16 encoder. 1024 channels. Parameters are named as in torchvision, without bn:
// layer2.0.conv1.weight, layer2.0.downsample.0.bias, ...
class ResNetEncoder : public Encoder {
 public:
  explicit ResNetEncoder(const EncoderOptions& options);
  torch::Tensor forward(const torch::Tensor& images) override;
  torch::Tensor forward_at_stride_16(const torch::Tensor& images) override;

 private:
  torch::Tensor features(const torch::Tensor& images, bool is_last_layer_dilated);

  Convolution conv1_;
  std::array<torch::nn::Sequential, 3> layers_;
};

}  // namespace panet
