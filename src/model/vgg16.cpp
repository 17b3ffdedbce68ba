#include "panet/model/vgg16.h"

#include <fmt/format.h>

namespace panet {
namespace {

struct Block {
  int64_t convolutions;
  int64_t channels;
};

constexpr std::array<Block, 5> kBlocks = {{{2, 64}, {2, 128}, {3, 256}, {3, 512}, {3, 512}}};

}  // namespace

Vgg16Encoder::Vgg16Encoder() : Encoder({.architecture = "vgg16"}, kBlocks.back().channels) {
  int64_t in_channels = 3;
  for (std::size_t b = 0; b < kBlocks.size(); ++b) {
    auto& block = blocks_.emplace_back();
    for (int64_t c = 0; c < kBlocks[b].convolutions; ++c) {
      const Convolution convolution(ConvolutionOptions{
          .in_channels = in_channels, .out_channels = kBlocks[b].channels, .size = 3});
      block.push_back(register_module(fmt::format("conv{}_{}", b + 1, c + 1), convolution));
      in_channels = kBlocks[b].channels;
    }
  }
}

torch::Tensor Vgg16Encoder::forward(const torch::Tensor& images) {
  return features(images, true);
}

torch::Tensor Vgg16Encoder::forward_at_stride_16(const torch::Tensor& images) {
  return features(images, false);
}

// Either the pool before the last block halves the resolution, or the block is dilated.
torch::Tensor Vgg16Encoder::features(const torch::Tensor& images, bool is_last_block_dilated) {
  auto features = images.contiguous(torch::MemoryFormat::ChannelsLast);
  for (auto& block : blocks_) {
    const bool is_first_block = &block == &blocks_.front();
    const bool is_last_block = &block == &blocks_.back();
    const bool is_dilated = is_last_block && is_last_block_dilated;
    if (!is_first_block) features = torch::max_pool2d(features, 3, is_dilated ? 1 : 2, 1);
    for (auto& convolution : block) {
      features = convolution(features, Spacing{.stride = 1, .dilation = is_dilated ? 2 : 1});
      const bool is_last = is_last_block && &convolution == &block.back();
      if (!is_last) features = features.relu_();
    }
  }
  return features;
}

}  // namespace panet
