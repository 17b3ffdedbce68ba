#include "weights/encoder_layout.h"

#include <fmt/format.h>

#include <array>

namespace panet {
namespace {

// He et al. 2015, table 1: the width of a bottleneck; it puts out four times as many channels.
constexpr std::array<int64_t, 3> kWidths = {64, 128, 256};
constexpr int64_t kExpansion = 4;

NamedConvolution resnet_convolution(const std::string& name, const std::string& batch_norm,
                                    std::vector<int64_t> shape) {
  return {.name = name,
          .shape = std::move(shape),
          .torchvision = name,
          .authors = {},
          .batch_norm = batch_norm};
}

void add_bottleneck(std::vector<NamedConvolution>& all, const std::string& block,
                    int64_t in_channels, int64_t width, bool downsample) {
  const auto out_channels = width * kExpansion;
  all.push_back(resnet_convolution(block + ".conv1", block + ".bn1", {width, in_channels, 1, 1}));
  all.push_back(resnet_convolution(block + ".conv2", block + ".bn2", {width, width, 3, 3}));
  all.push_back(resnet_convolution(block + ".conv3", block + ".bn3", {out_channels, width, 1, 1}));
  if (!downsample) return;
  all.push_back(resnet_convolution(block + ".downsample.0", block + ".downsample.1",
                                   {out_channels, in_channels, 1, 1}));
}

}  // namespace

std::vector<NamedConvolution> vgg16_layout() {
  // Simonyan & Zisserman 2015, table 1, column D. torchvision counts every layer: after each
  // convolution comes a ReLU, after each block a pool. The authors make a block one layer, its
  // convolutions and ReLUs counted within.
  constexpr std::array<int64_t, 5> kChannels = {64, 128, 256, 512, 512};
  constexpr std::array<int, 5> kConvolutions = {2, 2, 3, 3, 3};
  std::vector<NamedConvolution> all;
  int64_t in_channels = 3;
  int layer = 0;
  for (std::size_t block = 0; block < kChannels.size(); ++block) {
    for (int i = 0; i < kConvolutions[block]; ++i) {
      all.push_back({.name = fmt::format("conv{}_{}", block + 1, i + 1),
                     .shape = {kChannels[block], in_channels, 3, 3},
                     .torchvision = fmt::format("features.{}", layer),
                     .authors = fmt::format("encoder.backbone.features.{}.{}", 2 * block, 2 * i),
                     .batch_norm = {}});
      in_channels = kChannels[block];
      layer += 2;
    }
    layer += 1;
  }
  return all;
}

std::vector<NamedConvolution> ResNetLayout::convolutions() const {
  std::vector<NamedConvolution> all = {resnet_convolution("conv1", "bn1", {64, 3, 7, 7})};
  int64_t in_channels = 64;
  for (std::size_t layer = 0; layer < kWidths.size(); ++layer) {
    for (int64_t block = 0; block < blocks[layer]; ++block) {
      add_bottleneck(all, fmt::format("layer{}.{}", layer + 1, block), in_channels, kWidths[layer],
                     block == 0);
      in_channels = kWidths[layer] * kExpansion;
    }
  }
  return all;
}

const std::vector<ResNetLayout>& known_resnets() {
  static const std::vector<ResNetLayout> known = {
      {"resnet50", {3, 4, 6}}, {"resnet101", {3, 4, 23}}, {"resnet152", {3, 8, 36}}};
  return known;
}

}  // namespace panet
