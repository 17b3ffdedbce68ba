#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace panet {

// One convolution of an encoder, and what weight files call it.
struct NamedConvolution {
  std::string name;            // ours, without .weight or .bias: conv5_3, layer2.0.downsample.0
  std::vector<int64_t> shape;  // of its weight: out x in x height x width
  std::string torchvision;     // features.28; ResNets as ours
  std::string authors;         // encoder.backbone.features.8.4; none for ResNets
  std::string batch_norm;      // of torchvision, behind it: layer2.0.downsample.1; none for VGG-16
};

// The 13 convolutions of VGG-16.
std::vector<NamedConvolution> vgg16_layout();

// A ResNet of bottlenecks up to layer3.
struct ResNetLayout {
  std::string architecture;
  std::vector<int64_t> blocks;  // of layer1, layer2, layer3
  std::vector<NamedConvolution> convolutions() const;
};

// ResNet-50, -101 and -152.
const std::vector<ResNetLayout>& known_resnets();

}  // namespace panet
