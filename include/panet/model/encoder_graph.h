#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "panet/base/public.h"
#include "panet/model/input_format.h"
#include "panet/model/vision_transformer.h"

namespace PANET_PUBLIC panet {

// Where a ResNet stage halves the resolution: on its first 1x1 convolution (He et al. 2015) or on
// the 3x3 convolution of its first block (torchvision).
enum class StridePlacement { kFirst1x1, k3x3 };

struct EncoderOptions {
  std::string architecture = "vgg16";  // one of known_architectures(), or what has `transformer`
  StridePlacement stride_placement = StridePlacement::k3x3;  // ResNets only
  std::optional<VisionTransformer> transformer = {};         // of other sizes than those known
};

// Whether an encoder's stages have strides that could lie in either place.
bool has_stride_placement(const EncoderOptions& options);

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

// An image H x W cut into patches, each of which one linear map makes a token of, and tokens before
// them that stand for no place: (prefix + H/patch W/patch) x width. A vision transformer's values
// all are such matrices.
struct PatchEmbedding {
  int64_t patch = 0, width = 0;
  int64_t prefix = 1;  // the class token, then registers
  int64_t grid = 0;    // positions learnt for grid x grid patches are added; 0: none
  PositionInterpolation interpolation = PositionInterpolation::kBicubic;
};

// Of each token: to mean 0 and variance 1, then a factor and a summand for each channel.
struct LayerNorm {
  int64_t width = 0;
  double epsilon = 0;
  int64_t dropped = 0;  // of the tokens, so many of the first are left out
};

// Of each token, with bias. GELU is the exact one (Hendrycks and Gimpel 2016).
struct Linear {
  int64_t in = 0, out = 0;
  bool gelu = false;
};

// Of each token a b: a silu(a) times b, each of `width` numbers (SwiGLU, Shazeer 2020).
struct GatedUnit {
  int64_t width = 0;
};

// Of tokens query key value, each of `width` numbers in heads of 64.
struct Attention {
  int64_t width = 0;
  int64_t prefix = 1;  // tokens that stand for no place
  bool is_rotary =
      false;  // positions are told by turning queries and keys (model/rotary_positions.h)
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
  std::string name;   // "conv1_1", "layer2.0.downsample.0", "blocks.3.qkv"; its weights' begin so
  std::size_t input;  // the value it reads
  std::variant<Convolution, MaxPool, PatchEmbedding, LayerNorm, Linear, GatedUnit, Attention>
      operation;
  std::optional<std::size_t> addend;  // a value added to what the operation makes ...
  bool relu = false;                  // ... before the ReLU
  FileNames file_names = {};

  const Convolution* convolution() const { return std::get_if<Convolution>(&operation); }
};

// The shared encoder that embeds support and query images (paper Sec. 3.2), as data: engines
// compile it, training makes a module of it.
// Images H x W → features H' x W', H' = feature_size(H, input).
struct EncoderGraph {
  EncoderOptions options;
  std::vector<EncoderStep> steps;
  int64_t channels = 0;  // of the features
  InputFormat input = {};

  bool is_transformer() const { return options.transformer.has_value(); }
};

// What a step computes with, beside what it reads: "conv1_1.weight", out x in x size x size, and
// "conv1_1.bias", out.
struct WeightShape {
  std::string name;
  std::vector<int64_t> shape;
};
std::vector<WeightShape> weight_shapes(const EncoderStep& step);

// Unknown architecture: panet::Error with those known.
//   vgg16    the paper's (Sec. 4.1): the 13 convolutions 3x3 of five blocks; max-pools 3x3 after
//            the first four with strides 2, 2, 2, 1; block 5 dilated by 2; no ReLU after conv5_3,
//            so that cosine similarities span [-1, 1]. 512 channels
//   resnetN  cut after layer3, which trades its stride for dilation 2; no ReLU after its last
//            block. 1024 channels
//   dinov2_vits14, dinov3_vits16, ...: model/vision_transformer.h. Patches of 14 or 16, as many
//            channels as a token has numbers
EncoderGraph encoder_graph(const EncoderOptions& options, OutputStride stride = OutputStride::k8);

// Those known: vgg16, resnet50, resnet101, resnet152, and the vision transformers of usual sizes.
const std::vector<std::string>& known_architectures();

// Number of weights, biases included.
int64_t parameter_count(const EncoderGraph& graph);

// Multiplications and additions of all products for one image of size x size.
double gigaflop_of(const EncoderGraph& graph, int64_t size);

}  // namespace panet
