#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "panet/base/public.h"

namespace PANET_PUBLIC panet {

// Where a ResNet stage halves the resolution: on its first 1x1 convolution (He et al. 2015) or on
// the 3x3 convolution of its first block (torchvision).
enum class StridePlacement { kFirst1x1, k3x3 };

struct EncoderOptions {
  std::string architecture = "vgg16";  // vgg16, resnet50, resnet101, resnet152
  StridePlacement stride_placement = StridePlacement::k3x3;  // ResNets only
};

// At 16, every second of the features at 8 in both directions: the last stage keeps its stride in
// place of dilating, which costs a ResNet half or less.
enum class OutputStride { k8, k16 };

// A 2-D convolution with bias, padded so that at stride 1 the output is as large as the input.
struct Convolution {
  int64_t in_channels = 0, out_channels = 0;
  int64_t size = 1;  // of the square kernel, odd
  int64_t stride = 1, dilation = 1;
};

// Of its weight.
inline std::vector<int64_t> weight_shape(const Convolution& c) {
  return {c.out_channels, c.in_channels, c.size, c.size};
}

// The maximum of size x size values, padded by size / 2.
struct MaxPool {
  int64_t size = 3, stride = 1;
};

// How other people's files call a convolution's tensors, without ".weight" and ".bias"; empty where
// they have none of it.
struct FileNames {
  std::string torchvision;  // and timm
  std::string authors;      // of PANet
  std::string batch_norm;   // torchvision's; folded into the convolution here
};

// One step of an encoder: it makes one value of an earlier one. Value 0 is the images, value i + 1
// what step i makes; the last value is the features.
struct EncoderStep {
  std::string name;   // "conv1_1", "layer2.0.downsample.0", "pool1"; of a convolution's weights,
                      // too: NAME.weight, out x in x size x size, and NAME.bias, out
  std::size_t input;  // the value it reads
  std::variant<Convolution, MaxPool> operation;
  std::optional<std::size_t> addend;  // a value added to what the operation makes ...
  bool relu = false;                  // ... before the ReLU
  FileNames file_names = {};

  const Convolution* convolution() const { return std::get_if<Convolution>(&operation); }
};

// The shared encoder that embeds support and query images (paper Sec. 3.2), as data: engines
// compile it, training makes a module of it. Its features lie `stride` 8 apart:
// images H x W → features H' x W', H' = feature_size(H).
struct EncoderGraph {
  EncoderOptions options;
  std::vector<EncoderStep> steps;
  int64_t channels = 0;  // of the features
};

// Unknown architecture: panet::Error with those known.
//   vgg16    the paper's (Sec. 4.1): the 13 convolutions 3x3 of five blocks; max-pools 3x3 after
//            the first four with strides 2, 2, 2, 1; block 5 dilated by 2; no ReLU after conv5_3,
//            so that cosine similarities span [-1, 1]. 512 channels
//   resnetN  cut after layer3, which trades its stride for dilation 2; no ReLU after its last
//            block. 1024 channels
EncoderGraph encoder_graph(const EncoderOptions& options, OutputStride stride = OutputStride::k8);

// Those known: vgg16, resnet50, resnet101, resnet152.
const std::vector<std::string>& known_architectures();

// Height or width of the features, at an output stride of 8, of an image of `pixels` height or
// width.
int64_t feature_size(int64_t pixels);

// Number of weights, biases included.
int64_t parameter_count(const EncoderGraph& graph);

}  // namespace panet
