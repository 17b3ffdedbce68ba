#pragma once

#include <torch/nn/modules/container/modulelist.h>

#include <array>

#include "panet/model/encoder_graph.h"

namespace panet {

// ResNet-50, -101 or -152 cut after layer3, batch norm folded into the convolutions. layer3 trades
// its stride for dilation 2, so that the stride stays 8; no ReLU after the last block, as in the
// VGG-16 encoder. 1024 channels. Parameters are named as in torchvision, without bn:
// layer2.0.conv1.weight, layer2.0.downsample.0.bias, ...
class ResNetEncoder : public GraphEncoder {
 public:
  explicit ResNetEncoder(const EncoderOptions& options);
  EncoderGraph graph(OutputStride stride) const override;

 private:
  Convolution conv1_;
  std::array<torch::nn::ModuleList, 3> layers_;
};

}  // namespace panet
