#include "panet/model/encoder.h"

#include <fmt/format.h>

#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::max_difference;
using test::Tells;

torch::Tensor random_images(int64_t count, int64_t height, int64_t width) {
  torch::manual_seed(1);
  return torch::randn({count, 3, height, width});
}

TEST(Encoder, Vgg16HasThePapersNumberOfParameters) {
  EXPECT_EQ(parameter_count(*make_encoder({.architecture = "vgg16"})),
            14'714'688);  // 14.7 M, Table 1
}

TEST(Encoder, TheResNetTrunksHaveTheirNumberOfParameters) {
  EXPECT_EQ(parameter_count(*make_encoder({.architecture = "resnet50"})), 8'528'000);
  const auto deeper = make_encoder({.architecture = "resnet101"});
  EXPECT_GT(parameter_count(*deeper), parameter_count(*make_encoder({.architecture = "resnet50"})));
}

TEST(Encoder, ParametersAreNamedAfterTheirLayers) {
  const auto vgg = make_encoder({.architecture = "vgg16"})->named_parameters();
  EXPECT_EQ(vgg.size(), 26u);
  EXPECT_TRUE(vgg.contains("conv1_1.weight"));
  EXPECT_TRUE(vgg.contains("conv5_3.bias"));
  const auto resnet = make_encoder({.architecture = "resnet50"})->named_parameters();
  EXPECT_TRUE(resnet.contains("conv1.weight"));
  EXPECT_TRUE(resnet.contains("layer2.0.downsample.0.bias"));
  EXPECT_TRUE(resnet.contains("layer3.5.conv3.weight"));
  EXPECT_FALSE(resnet.contains("layer4.0.conv1.weight"));
}

TEST(Encoder, AnUnknownArchitectureIsToldWithThoseKnown) {
  EXPECT_THAT(error_of([] { make_encoder({.architecture = "alexnet"}); }),
              Tells("alexnet", "vgg16", "resnet50"));
  EXPECT_THAT(error_of([] { make_encoder({.architecture = "resnet18"}); }),
              Tells("resnet18", "resnet152"));
}

class EncoderOfAnySize : public testing::TestWithParam<std::tuple<std::string, int64_t, int64_t>> {
};

TEST_P(EncoderOfAnySize, FeaturesAreAnEighthOfTheImage) {
  const auto& [architecture, height, width] = GetParam();
  const torch::NoGradGuard no_grad;
  const auto encoder = make_encoder({.architecture = architecture});
  const auto features = encoder->forward(random_images(1, height, width));
  EXPECT_EQ(
      features.sizes().vec(),
      (std::vector<int64_t>{1, encoder->channels(), feature_size(height), feature_size(width)}));
}

INSTANTIATE_TEST_SUITE_P(Sizes, EncoderOfAnySize,
                         testing::Combine(testing::Values("vgg16", "resnet50"),
                                          testing::Values(33, 64), testing::Values(1, 47)));

TEST(Encoder, FeatureSizeOfThePaper) {
  EXPECT_EQ(feature_size(417), 53);
}

TEST(Encoder, FeaturesAreNotRectified) {
  const torch::NoGradGuard no_grad;
  for (const auto* architecture : {"vgg16", "resnet50"}) {
    const auto features =
        make_encoder({.architecture = architecture})->forward(random_images(1, 33, 33));
    EXPECT_LT(features.min().item<float>(), 0) << architecture;
  }
}

TEST(Encoder, ImagesOfABatchDoNotInfluenceEachOther) {
  const torch::NoGradGuard no_grad;
  const auto encoder = make_encoder({.architecture = "resnet50"});
  const auto images = random_images(2, 40, 40);
  const auto together = encoder->forward(images);
  const auto alone = encoder->forward(images.slice(0, 1, 2));
  EXPECT_LT(max_difference(together.slice(0, 1, 2), alone),
            1e-3 * alone.abs().max().item<double>());
}

class EncoderAtStride16 : public testing::TestWithParam<EncoderOptions> {};

TEST_P(EncoderAtStride16, GivesEverySecondFeature) {
  const torch::NoGradGuard no_grad;
  const auto encoder = make_encoder(GetParam());
  const auto images = random_images(1, 97, 72);
  const auto expected = encoder->Encoder::forward_at_stride_16(images);
  const auto features = encoder->forward_at_stride_16(images);
  ASSERT_EQ(features.sizes(), expected.sizes());
  EXPECT_LT(max_difference(features, expected), 1e-4 * expected.abs().max().item<double>());
}

INSTANTIATE_TEST_SUITE_P(
    Architectures, EncoderAtStride16,
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
  StridedResNet50(const Encoder& encoder, StridePlacement placement)
      : parameters_(encoder.named_parameters()), placement_(placement) {}

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
    return torch::conv2d(x, parameters_[name + ".weight"], parameters_[name + ".bias"], stride,
                         padding);
  }

  torch::OrderedDict<std::string, torch::Tensor> parameters_;
  StridePlacement placement_;
};

class ResNetStride : public testing::TestWithParam<StridePlacement> {};

TEST_P(ResNetStride, DilationComputesWhatTheStridedNetworkWasTrainedFor) {
  const torch::NoGradGuard no_grad;
  const auto encoder = make_encoder({.architecture = "resnet50", .stride_placement = GetParam()});
  for (auto& parameter : encoder->parameters())
    if (parameter.dim() == 1) parameter.uniform_(-0.1, 0.1);
  const auto images = random_images(1, 97, 81);
  const auto strided = StridedResNet50(*encoder, GetParam()).features(images);
  const auto dilated = encoder->forward(images);
  const auto every_second = dilated.slice(2, 0, {}, 2).slice(3, 0, {}, 2);
  EXPECT_LT(max_difference(every_second, strided), 1e-4 * strided.abs().max().item<double>());
}

INSTANTIATE_TEST_SUITE_P(Placements, ResNetStride,
                         testing::Values(StridePlacement::kFirst1x1, StridePlacement::k3x3),
                         [](const auto& placement) {
                           return placement.param == StridePlacement::kFirst1x1 ? "First1x1"
                                                                                : "Torchvision3x3";
                         });

}  // namespace
}  // namespace panet
