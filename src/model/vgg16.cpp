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

Vgg16Encoder::Vgg16Encoder() : GraphEncoder({.architecture = "vgg16"}, kBlocks.back().channels) {
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

// Either the pool before the last block halves the resolution, or the block is dilated.
EncoderGraph Vgg16Encoder::graph(OutputStride stride) const {
  EncoderGraph steps;
  const auto add = [&steps](EncoderStep step) {
    step.input = steps.size();
    steps.push_back(std::move(step));
  };
  for (std::size_t b = 0; b < blocks_.size(); ++b) {
    const bool is_last_block = b + 1 == blocks_.size();
    const bool is_dilated = is_last_block && stride == OutputStride::k8;
    if (b > 0) add({.name = fmt::format("pool{}", b), .spacing = {.stride = is_dilated ? 1 : 2}});
    for (std::size_t c = 0; c < blocks_[b].size(); ++c)
      add({.name = fmt::format("conv{}_{}", b + 1, c + 1),
           .convolution = blocks_[b][c],
           .spacing = {.stride = 1, .dilation = is_dilated ? 2 : 1},
           .relu = !is_last_block || c + 1 < blocks_[b].size()});
  }
  return steps;
}

}  // namespace panet
