#include "panet/model/resnet.h"

#include <fmt/format.h>

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

  torch::Tensor forward(const torch::Tensor& input, Reach reach) {
    const int64_t stride = reach == Reach::kStride ? options_.stride : 1;
    const int64_t first_stride =
        options_.stride_placement == StridePlacement::kFirst1x1 ? stride : 1;
    auto output = conv1_(input, Spacing{.stride = first_stride}).relu_();
    output = conv2_(output, Spacing{.stride = stride / first_stride, .dilation = dilation(reach)})
                 .relu_();
    output = conv3_(output);
    output += projection_.is_empty() ? input : projection_(input, Spacing{.stride = stride});
    return options_.final_relu ? output.relu_() : output;
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

torch::nn::Sequential make_layer(std::size_t layer, int64_t blocks, StridePlacement placement) {
  const int64_t width = 64 << layer;
  const bool is_last_layer = layer == 2;
  torch::nn::Sequential sequence;
  for (int64_t b = 0; b < blocks; ++b) {
    const bool is_first = b == 0;
    const int64_t input_of_layer = layer == 0 ? 64 : width / 2 * kExpansion;
    sequence->push_back(
        Bottleneck(BottleneckOptions{.in_channels = is_first ? input_of_layer : width * kExpansion,
                                     .width = width,
                                     .stride = layer > 0 && is_first ? 2 : 1,
                                     .stride_placement = placement,
                                     .downsample = is_first,
                                     .final_relu = !(is_last_layer && b + 1 == blocks)}));
  }
  return sequence;
}

}  // namespace

ResNetEncoder::ResNetEncoder(const EncoderOptions& options)
    : Encoder(options, 256 * kExpansion),
      conv1_(register_module("conv1", Convolution(ConvolutionOptions{
                                          .in_channels = 3, .out_channels = 64, .size = 7}))) {
  const auto blocks = blocks_of(options.architecture);
  for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
    layers_[layer] = register_module(fmt::format("layer{}", layer + 1),
                                     make_layer(layer, blocks[layer], options.stride_placement));
  }
}

torch::Tensor ResNetEncoder::forward(const torch::Tensor& images) {
  return features(images, true);
}

torch::Tensor ResNetEncoder::forward_at_stride_16(const torch::Tensor& images) {
  return features(images, false);
}

torch::Tensor ResNetEncoder::features(const torch::Tensor& images, bool is_last_layer_dilated) {
  auto features =
      conv1_(images.contiguous(torch::MemoryFormat::ChannelsLast), Spacing{.stride = 2}).relu_();
  features = torch::max_pool2d(features, 3, 2, 1);
  for (auto& layer : layers_) {
    const bool is_dilated = is_last_layer_dilated && &layer == &layers_.back();
    const auto reach = is_dilated ? Reach::kDilation : Reach::kStride;
    for (auto& block : *layer) features = block.get<BottleneckImpl>().forward(features, reach);
  }
  return features;
}

}  // namespace panet
