#include "panet/train/network/torch_encoder.h"

#include <fmt/format.h>

#include "support.h"
#include "tensors.h"
#include "train/network/torch_tensors.h"

namespace panet {
namespace {

using test::max_difference;

Model drawn_model(const EncoderOptions& options) {
  auto graph = encoder_graph(options);
  auto weights = drawn_weights(graph, 1);
  return model_of(std::move(graph), std::move(weights));
}

TorchEncoder drawn_encoder(const EncoderOptions& options) {
  return TorchEncoder(drawn_model(options));
}

torch::Tensor random_images(int64_t count, int64_t height, int64_t width) {
  torch::manual_seed(1);
  return torch::randn({count, 3, height, width});
}

TEST(TorchEncoder, ParametersAreTheModelsInTheOrderOfItsSteps) {
  const auto model = drawn_model({.architecture = "resnet50"});
  const TorchEncoder encoder(model);
  std::vector<std::string> names;
  for (const auto& [name, tensor] : encoder.parameters()) {
    names.push_back(name);
    EXPECT_TRUE(tensor.equal(tensor_view(model.weights.at(name)))) << name;
  }
  EXPECT_EQ(names.size(), model.weights.size());
  EXPECT_THAT(names, testing::Contains("layer2.0.downsample.0.bias"));
  EXPECT_EQ(names[0], "conv1.weight");
  EXPECT_EQ(names[1], "conv1.bias");
  EXPECT_EQ(names.back(), "layer3.5.conv3.bias");
}

TEST(TorchEncoder, LeavesTheModelAsItIs) {
  const auto model = drawn_model({.architecture = "vgg16"});
  const TorchEncoder encoder(model);
  for (const auto& [name, tensor] : encoder.parameters()) tensor.fill_(7);
  EXPECT_EQ(weights_fingerprint(model.graph.options, model.weights), model.fingerprint);
}

class TorchEncoderOfAnySize
    : public testing::TestWithParam<std::tuple<std::string, int64_t, int64_t>> {};

TEST_P(TorchEncoderOfAnySize, FeaturesAreAnEighthOfTheImage) {
  const auto& [architecture, height, width] = GetParam();
  const torch::NoGradGuard no_grad;
  const auto encoder = drawn_encoder({.architecture = architecture});
  const auto features = encoder.forward(random_images(1, height, width));
  EXPECT_EQ(
      features.sizes().vec(),
      (std::vector<int64_t>{1, encoder.channels(), feature_size(height), feature_size(width)}));
}

INSTANTIATE_TEST_SUITE_P(Sizes, TorchEncoderOfAnySize,
                         testing::Combine(testing::Values("vgg16", "resnet50"),
                                          testing::Values(33, 64), testing::Values(1, 47)));

TEST(TorchEncoder, FeaturesAreNotRectified) {
  const torch::NoGradGuard no_grad;
  for (const auto* architecture : {"vgg16", "resnet50"}) {
    const auto features =
        drawn_encoder({.architecture = architecture}).forward(random_images(1, 33, 33));
    EXPECT_LT(features.min().item<float>(), 0) << architecture;
  }
}

TEST(TorchEncoder, ImagesOfABatchDoNotInfluenceEachOther) {
  const torch::NoGradGuard no_grad;
  const auto encoder = drawn_encoder({.architecture = "resnet50"});
  const auto images = random_images(2, 40, 40);
  const auto together = encoder.forward(images);
  const auto alone = encoder.forward(images.slice(0, 1, 2));
  EXPECT_LT(max_difference(together.slice(0, 1, 2), alone),
            1e-3 * alone.abs().max().item<double>());
}

class TorchEncoderAtStride16 : public testing::TestWithParam<EncoderOptions> {};

TEST_P(TorchEncoderAtStride16, GivesEverySecondFeature) {
  const torch::NoGradGuard no_grad;
  const auto encoder = drawn_encoder(GetParam());
  const auto images = random_images(1, 97, 72);
  const auto expected = encoder.forward(images).slice(2, 0, {}, 2).slice(3, 0, {}, 2);
  const auto features = encoder.forward_at_stride_16(images);
  ASSERT_EQ(features.sizes(), expected.sizes());
  EXPECT_LT(max_difference(features, expected), 1e-4 * expected.abs().max().item<double>());
}

INSTANTIATE_TEST_SUITE_P(
    Architectures, TorchEncoderAtStride16,
    testing::Values(
        EncoderOptions{.architecture = "vgg16"},
        EncoderOptions{.architecture = "resnet50", .stride_placement = StridePlacement::kFirst1x1},
        EncoderOptions{.architecture = "resnet50", .stride_placement = StridePlacement::k3x3}),
    [](const auto& encoder) {
      const auto& options = encoder.param;
      return options.architecture +
             (options.stride_placement == StridePlacement::kFirst1x1 ? "First1x1" : "3x3");
    });

// The ResNet as it was trained, with stride 2 in layer3, written down from the papers.
class StridedResNet50 {
 public:
  StridedResNet50(const TorchEncoder& encoder, StridePlacement placement) : placement_(placement) {
    for (const auto& [name, tensor] : encoder.parameters()) parameters_[name] = tensor;
  }

  torch::Tensor features(const torch::Tensor& images) const {
    auto x = torch::max_pool2d(convolve("conv1", images, 2, 3).relu(), 3, 2, 1);
    for (const auto& [layer, blocks, stride] : {std::tuple{1, 3, 1}, {2, 4, 2}, {3, 6, 2}})
      for (int b = 0; b < blocks; ++b) {
        x = block(fmt::format("layer{}.{}", layer, b), x, b == 0 ? stride : 1, b == 0);
        const bool is_last = layer == 3 && b + 1 == blocks;
        if (!is_last) x = x.relu();
      }
    return x;
  }

 private:
  torch::Tensor block(const std::string& name, const torch::Tensor& x, int64_t stride,
                      bool projects) const {
    const bool on_first = placement_ == StridePlacement::kFirst1x1;
    auto y = convolve(name + ".conv1", x, on_first ? stride : 1, 0).relu();
    y = convolve(name + ".conv2", y, on_first ? 1 : stride, 1).relu();
    y = convolve(name + ".conv3", y, 1, 0);
    return y + (projects ? convolve(name + ".downsample.0", x, stride, 0) : x);
  }

  torch::Tensor convolve(const std::string& name, const torch::Tensor& x, int64_t stride,
                         int64_t padding) const {
    return torch::conv2d(x, parameters_.at(name + ".weight"), parameters_.at(name + ".bias"),
                         stride, padding);
  }

  TorchTensors parameters_;
  StridePlacement placement_;
};

class ResNetStride : public testing::TestWithParam<StridePlacement> {};

TEST_P(ResNetStride, DilationComputesWhatTheStridedNetworkWasTrainedFor) {
  const torch::NoGradGuard no_grad;
  const auto encoder = drawn_encoder({.architecture = "resnet50", .stride_placement = GetParam()});
  for (const auto& [name, tensor] : encoder.parameters())
    if (tensor.dim() == 1) tensor.uniform_(-0.1, 0.1);
  const auto images = random_images(1, 97, 81);
  const auto strided = StridedResNet50(encoder, GetParam()).features(images);
  const auto dilated = encoder.forward(images);
  const auto every_second = dilated.slice(2, 0, {}, 2).slice(3, 0, {}, 2);
  EXPECT_LT(max_difference(every_second, strided), 1e-4 * strided.abs().max().item<double>());
}

INSTANTIATE_TEST_SUITE_P(Placements, ResNetStride,
                         testing::Values(StridePlacement::kFirst1x1, StridePlacement::k3x3),
                         [](const auto& placement) {
                           return placement.param == StridePlacement::kFirst1x1 ? "First1x1"
                                                                                : "Torchvision3x3";
                         });

TEST(TorchEncoder, InBFloat16KeepsTheFeaturesNearly) {
  const torch::NoGradGuard no_grad;
  const auto images = random_images(1, 41, 33);
  for (const auto* architecture : {"vgg16", "resnet50"}) {
    const auto model = drawn_model({.architecture = architecture});
    const auto expected = TorchEncoder(model).forward(images);
    const TorchEncoder encoder(model, {.precision = torch::kBFloat16});
    const auto rounded = encoder.forward(images.to(torch::kBFloat16));
    EXPECT_EQ(rounded.scalar_type(), torch::kBFloat16);
    EXPECT_LT(max_difference(rounded, expected), 0.05 * expected.abs().max().item<double>())
        << architecture;
  }
}

}  // namespace
}  // namespace panet
