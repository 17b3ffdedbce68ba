#include "panet/model/resnet.h"

#include <fmt/format.h>

#include "panet/file/error.h"

namespace panet {
namespace {

constexpr int64_t kExpansion = 4;  // a bottleneck puts out four times its width

struct BottleneckOptions {
  int64_t in_channels;
  int64_t width;
  int64_t stride;
  int64_t dilation;
  StridePlacement stride_placement;
  bool downsample;  // the first block of a stage projects its input
  bool final_relu;  // the last block of the encoder has none
};

class BottleneckImpl : public torch::nn::Module {
 public:
  explicit BottleneckImpl(const BottleneckOptions& o)
      : conv1_(add("conv1", {.in_channels = o.in_channels,
                             .out_channels = o.width,
                             .size = 1,
                             .stride = first_stride(o)})),
        conv2_(add("conv2", {.in_channels = o.width,
                             .out_channels = o.width,
                             .size = 3,
                             .stride = o.stride / first_stride(o),
                             .dilation = o.dilation})),
        conv3_(add("conv3",
                   {.in_channels = o.width, .out_channels = o.width * kExpansion, .size = 1})),
        final_relu_(o.final_relu) {
    if (!o.downsample) return;
    const Convolution projection(ConvolutionOptions{.in_channels = o.in_channels,
                                                    .out_channels = o.width * kExpansion,
                                                    .size = 1,
                                                    .stride = o.stride});
    downsample_ = register_module("downsample", torch::nn::Sequential(projection));
  }

  torch::Tensor forward(const torch::Tensor& input) {
    auto output = conv1_(input).relu_();
    output = conv2_(output).relu_();
    output = conv3_(output);
    output += downsample_.is_empty() ? input : downsample_->forward(input);
    return final_relu_ ? output.relu_() : output;
  }

 private:
  static int64_t first_stride(const BottleneckOptions& o) {
    return o.stride_placement == StridePlacement::kFirst1x1 ? o.stride : 1;
  }

  Convolution add(const std::string& name, const ConvolutionOptions& options) {
    return register_module(name, Convolution(options));
  }

  Convolution conv1_, conv2_, conv3_;
  torch::nn::Sequential downsample_{nullptr};
  bool final_relu_;
};
TORCH_MODULE(Bottleneck);

std::array<int64_t, 3> blocks_of(const std::string& architecture) {
  if (architecture == "resnet50") return {3, 4, 6};
  if (architecture == "resnet101") return {3, 4, 23};
  if (architecture == "resnet152") return {3, 8, 36};
  throw Error(fmt::format("encoder '{}' is no ResNet; known are resnet50, resnet101, resnet152",
                          architecture));
}

// layer1 keeps the resolution of the max-pool, layer2 halves it, layer3 dilates instead. Dilating
// keeps what each weight was trained to see only if the convolutions behind the lost stride are
// spread: with the stride on the first 1x1 that includes the 3x3 of the first block, with the
// stride on that 3x3 it does not.
torch::nn::Sequential make_layer(std::size_t layer, int64_t blocks, StridePlacement placement) {
  const int64_t width = 64 << layer;
  const bool is_last_layer = layer == 2;
  torch::nn::Sequential sequence;
  for (int64_t b = 0; b < blocks; ++b) {
    const bool is_first = b == 0;
    const bool is_spread = is_last_layer && (!is_first || placement == StridePlacement::kFirst1x1);
    const int64_t input_of_layer = layer == 0 ? 64 : width / 2 * kExpansion;
    sequence->push_back(
        Bottleneck(BottleneckOptions{.in_channels = is_first ? input_of_layer : width * kExpansion,
                                     .width = width,
                                     .stride = layer == 1 && is_first ? 2 : 1,
                                     .dilation = is_spread ? 2 : 1,
                                     .stride_placement = placement,
                                     .downsample = is_first,
                                     .final_relu = !(is_last_layer && b + 1 == blocks)}));
  }
  return sequence;
}

}  // namespace

ResNetEncoder::ResNetEncoder(const EncoderOptions& options)
    : Encoder(options, 256 * kExpansion),
      conv1_(register_module("conv1",
                             Convolution(ConvolutionOptions{
                                 .in_channels = 3, .out_channels = 64, .size = 7, .stride = 2}))) {
  const auto blocks = blocks_of(options.architecture);
  for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
    layers_[layer] = register_module(fmt::format("layer{}", layer + 1),
                                     make_layer(layer, blocks[layer], options.stride_placement));
  }
}

torch::Tensor ResNetEncoder::forward(const torch::Tensor& images) {
  auto features = conv1_(images.contiguous(torch::MemoryFormat::ChannelsLast)).relu_();
  features = torch::max_pool2d(features, 3, 2, 1);
  for (auto& layer : layers_) features = layer->forward(features);
  return features;
}

}  // namespace panet
