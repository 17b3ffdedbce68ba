#include "panet/model/resnet.h"

#include <fmt/format.h>
#include <torch/nn/modules/container/sequential.h>

#include "panet/file/error.h"

namespace panet {
namespace {

constexpr int64_t kExpansion = 4;  // a bottleneck puts out four times its width

// The layer's stride, carried by its first block, or a dilation in its place.
enum class Reach { kStride, kDilation };

struct BottleneckOptions {
  int64_t in_channels;
  int64_t width;
  int64_t stride;  // as trained
  StridePlacement stride_placement;
  bool downsample;  // the first block of a layer projects its input
  bool final_relu;  // the last block of the encoder has none
};

class BottleneckImpl : public torch::nn::Module {
 public:
  explicit BottleneckImpl(const BottleneckOptions& o)
      : options_(o),
        conv1_(add("conv1", o.in_channels, o.width, 1)),
        conv2_(add("conv2", o.width, o.width, 3)),
        conv3_(add("conv3", o.width, o.width * kExpansion, 1)) {
    if (!o.downsample) return;
    projection_ = Convolution(ConvolutionOptions{
        .in_channels = o.in_channels, .out_channels = o.width * kExpansion, .size = 1});
    register_module("downsample", torch::nn::Sequential(projection_));
  }

  // Adds what the block does to the last value of a graph.
  void append_to(EncoderGraph& graph, const std::string& name, Reach reach) const {
    const int64_t stride = reach == Reach::kStride ? options_.stride : 1;
    const int64_t first_stride =
        options_.stride_placement == StridePlacement::kFirst1x1 ? stride : 1;
    const std::size_t input = graph.size();
    std::size_t addend = input;
    if (!projection_.is_empty()) {
      graph.push_back({.name = name + ".downsample",
                       .input = input,
                       .convolution = projection_,
                       .spacing = {.stride = stride}});
      addend = graph.size();
    }
    graph.push_back({.name = name + ".conv1",
                     .input = input,
                     .convolution = conv1_,
                     .spacing = {.stride = first_stride},
                     .relu = true});
    graph.push_back({.name = name + ".conv2",
                     .input = graph.size(),
                     .convolution = conv2_,
                     .spacing = {.stride = stride / first_stride, .dilation = dilation(reach)},
                     .relu = true});
    graph.push_back({.name = name + ".conv3",
                     .input = graph.size(),
                     .convolution = conv3_,
                     .addend = addend,
                     .relu = options_.final_relu});
  }

 private:
  // Dilating keeps what each weight was trained to see only if the convolutions behind the lost
  // stride are spread: with the stride on the first 1x1 that includes the 3x3 of the first block,
  // with the stride on that 3x3 it does not.
  int64_t dilation(Reach reach) const {
    const bool carries_stride =
        options_.downsample && options_.stride_placement == StridePlacement::k3x3;
    return reach == Reach::kDilation && !carries_stride ? 2 : 1;
  }

  Convolution add(const std::string& name, int64_t in_channels, int64_t out_channels,
                  int64_t size) {
    return register_module(
        name, Convolution(ConvolutionOptions{
                  .in_channels = in_channels, .out_channels = out_channels, .size = size}));
  }

  BottleneckOptions options_;
  Convolution conv1_, conv2_, conv3_;
  Convolution projection_{nullptr};
};
TORCH_MODULE(Bottleneck);

std::array<int64_t, 3> blocks_of(const std::string& architecture) {
  if (architecture == "resnet50") return {3, 4, 6};
  if (architecture == "resnet101") return {3, 4, 23};
  if (architecture == "resnet152") return {3, 8, 36};
  throw Error(fmt::format("encoder '{}' is no ResNet; known are resnet50, resnet101, resnet152",
                          architecture));
}

torch::nn::ModuleList make_layer(std::size_t layer, int64_t blocks, StridePlacement placement) {
  const int64_t width = 64 << layer;
  const bool is_last_layer = layer == 2;
  torch::nn::ModuleList blocks_of_layer;
  for (int64_t b = 0; b < blocks; ++b) {
    const bool is_first = b == 0;
    const int64_t input_of_layer = layer == 0 ? 64 : width / 2 * kExpansion;
    blocks_of_layer->push_back(
        Bottleneck(BottleneckOptions{.in_channels = is_first ? input_of_layer : width * kExpansion,
                                     .width = width,
                                     .stride = layer > 0 && is_first ? 2 : 1,
                                     .stride_placement = placement,
                                     .downsample = is_first,
                                     .final_relu = !(is_last_layer && b + 1 == blocks)}));
  }
  return blocks_of_layer;
}

}  // namespace

ResNetEncoder::ResNetEncoder(const EncoderOptions& options)
    : GraphEncoder(options, 256 * kExpansion),
      conv1_(register_module("conv1", Convolution(ConvolutionOptions{
                                          .in_channels = 3, .out_channels = 64, .size = 7}))) {
  const auto blocks = blocks_of(options.architecture);
  for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
    layers_[layer] = register_module(fmt::format("layer{}", layer + 1),
                                     make_layer(layer, blocks[layer], options.stride_placement));
  }
}

EncoderGraph ResNetEncoder::graph(OutputStride stride) const {
  EncoderGraph steps = {
      {.name = "conv1", .input = 0, .convolution = conv1_, .spacing = {.stride = 2}, .relu = true},
      {.name = "pool1", .input = 1, .spacing = {.stride = 2}}};
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    const bool is_dilated = l + 1 == layers_.size() && stride == OutputStride::k8;
    const auto reach = is_dilated ? Reach::kDilation : Reach::kStride;
    for (std::size_t b = 0; b < layers_[l]->size(); ++b)
      layers_[l]->at<BottleneckImpl>(b).append_to(steps, fmt::format("layer{}.{}", l + 1, b),
                                                  reach);
  }
  return steps;
}

}  // namespace panet
