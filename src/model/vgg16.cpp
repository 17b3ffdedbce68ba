#include "panet/model/vgg16.h"

#include <fmt/format.h>

namespace panet {
namespace {

struct Block {
  int64_t convolutions;
  int64_t channels;
  int64_t dilation;
};

constexpr std::array<Block, 5> kBlocks = {
    {{2, 64, 1}, {2, 128, 1}, {3, 256, 1}, {3, 512, 1}, {3, 512, 2}}};
constexpr std::array<int64_t, 4> kPoolStrides = {2, 2, 2, 1};  // after blocks 1 to 4

}  // namespace

Vgg16Encoder::Vgg16Encoder() : Encoder({.architecture = "vgg16"}, kBlocks.back().channels) {
  int64_t in_channels = 3;
  for (std::size_t b = 0; b < kBlocks.size(); ++b) {
    auto& block = blocks_.emplace_back();
    for (int64_t c = 0; c < kBlocks[b].convolutions; ++c) {
      const Convolution convolution(ConvolutionOptions{.in_channels = in_channels,
                                                       .out_channels = kBlocks[b].channels,
                                                       .size = 3,
                                                       .dilation = kBlocks[b].dilation});
      block.push_back(register_module(fmt::format("conv{}_{}", b + 1, c + 1), convolution));
      in_channels = kBlocks[b].channels;
    }
  }
}

torch::Tensor Vgg16Encoder::forward(const torch::Tensor& images) {
  auto features = images.contiguous(torch::MemoryFormat::ChannelsLast);
  for (std::size_t b = 0; b < blocks_.size(); ++b) {
    for (auto& convolution : blocks_[b]) {
      features = convolution(features);
      const bool is_last = b + 1 == blocks_.size() && &convolution == &blocks_[b].back();
      if (!is_last) features = features.relu_();
    }
    if (b < kPoolStrides.size()) features = torch::max_pool2d(features, 3, kPoolStrides[b], 1);
  }
  return features;
}

}  // namespace panet
