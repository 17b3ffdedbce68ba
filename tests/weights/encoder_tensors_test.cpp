#include "panet/weights/encoder_tensors.h"

#include <fmt/format.h>

#include <limits>

#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::max_difference;
using test::Tells;

TensorMap parameters_of(const EncoderOptions& options) {
  TensorMap tensors;
  const auto encoder = make_encoder(options);
  for (const auto& parameter : encoder->named_parameters())
    tensors[parameter.key()] = parameter.value().detach();
  return tensors;
}

// The same tensors under other names.
TensorMap renamed(const TensorMap& tensors, const std::map<std::string, std::string>& layers) {
  TensorMap result;
  for (const auto& [name, tensor] : tensors) {
    const auto dot = name.rfind('.');
    result[layers.at(name.substr(0, dot)) + name.substr(dot)] = tensor;
  }
  return result;
}

void expect_same(const TensorMap& found, const TensorMap& expected) {
  EXPECT_EQ(found.size(), expected.size());
  for (const auto& [name, tensor] : expected) {
    ASSERT_TRUE(found.contains(name)) << name;
    EXPECT_TRUE(torch::equal(found.at(name), tensor)) << name;
  }
}

const TensorMap& vgg16() {
  static const TensorMap tensors = parameters_of({.architecture = "vgg16"});
  return tensors;
}

const std::map<std::string, std::string> kTorchvisionVgg16 = {
    {"conv1_1", "features.0"},  {"conv1_2", "features.2"},  {"conv2_1", "features.5"},
    {"conv2_2", "features.7"},  {"conv3_1", "features.10"}, {"conv3_2", "features.12"},
    {"conv3_3", "features.14"}, {"conv4_1", "features.17"}, {"conv4_2", "features.19"},
    {"conv4_3", "features.21"}, {"conv5_1", "features.24"}, {"conv5_2", "features.26"},
    {"conv5_3", "features.28"}};

TensorMap torchvision_vgg16() {
  return renamed(vgg16(), kTorchvisionVgg16);
}

// A ResNet as torchvision saves it: convolutions without bias, and a batch norm behind each.
TensorMap torchvision_resnet(const std::string& architecture) {
  torch::manual_seed(1);
  TensorMap tensors;
  for (const auto& [name, tensor] : parameters_of({.architecture = architecture})) {
    if (!name.ends_with(".weight")) continue;
    tensors[name] = tensor;
    auto batch_norm = name.substr(0, name.rfind('.'));
    if (batch_norm.ends_with("downsample.0")) {
      batch_norm.back() = '1';
    } else {
      const auto conv = batch_norm.rfind("conv");
      batch_norm = batch_norm.substr(0, conv) + "bn" + batch_norm.substr(conv + 4);
    }
    const auto channels = tensor.size(0);
    tensors[batch_norm + ".weight"] = torch::rand({channels}) + 0.5;
    tensors[batch_norm + ".bias"] = torch::randn({channels});
    tensors[batch_norm + ".running_mean"] = torch::randn({channels});
    tensors[batch_norm + ".running_var"] = torch::rand({channels}) + 0.1;
    tensors[batch_norm + ".num_batches_tracked"] = torch::tensor(7);
  }
  return tensors;
}

const TensorMap& torchvision_resnet50() {
  static const TensorMap tensors = torchvision_resnet("resnet50");
  return tensors;
}

// --- Names
// -----------------------------------------------------------------------------------------------------------

class OurNames : public testing::TestWithParam<std::string> {};

TEST_P(OurNames, AreTheEncodersParameters) {
  const auto parameters = parameters_of({.architecture = GetParam()});
  const auto encoder = encoder_tensors(parameters);
  EXPECT_EQ(encoder.architecture, GetParam());
  expect_same(encoder.tensors, parameters);
}

INSTANTIATE_TEST_SUITE_P(Encoders, OurNames,
                         testing::Values("vgg16", "resnet50", "resnet101", "resnet152"));

TEST(EncoderTensors, Vgg16OfTorchvisionAndTimm) {
  auto file = torchvision_vgg16();
  file["classifier.0.weight"] = torch::zeros({1});
  file["pre_logits.fc1.weight"] = torch::zeros({1});
  file["head.fc.weight"] = torch::zeros({1});
  const auto encoder = encoder_tensors(file);
  EXPECT_EQ(encoder.architecture, "vgg16");
  expect_same(encoder.tensors, vgg16());
}

TEST(EncoderTensors, Vgg16OfTheAuthors) {
  std::map<std::string, std::string> names;
  for (const auto& [name, torchvision] : kTorchvisionVgg16) {
    const int block = name[4] - '1', convolution = name[6] - '1';
    names[name] = fmt::format("encoder.backbone.features.{}.{}", 2 * block, 2 * convolution);
  }
  EXPECT_EQ(names.at("conv5_3"), "encoder.backbone.features.8.4");
  expect_same(encoder_tensors(renamed(vgg16(), names)).tensors, vgg16());
}

TensorMap prefixed(const TensorMap& tensors, const std::string& prefix) {
  TensorMap file;
  for (const auto& [name, tensor] : tensors) file[prefix + name] = tensor;
  return file;
}

TEST(EncoderTensors, WhatStandsBeforeAllNamesIsLeftOut) {
  const auto resnet = torchvision_resnet50();
  const auto expected = encoder_tensors(resnet).tensors;
  for (const auto* prefix : {"module.", "module.module.", "backbone.", "encoder.", "model.",
                             "_orig_mod.", "image_encoder.", "model.encoder.", "backbone.body."}) {
    expect_same(encoder_tensors(prefixed(torchvision_vgg16(), prefix)).tensors, vgg16());
    expect_same(encoder_tensors(prefixed(vgg16(), prefix)).tensors, vgg16());
    auto file = prefixed(resnet, prefix);
    file["decode_head.conv_seg.weight"] = file["conv1.bias"] = torch::zeros({3});
    expect_same(encoder_tensors(file).tensors, expected);
  }
}

TEST(EncoderTensors, WhatStandsBeforeAllNamesIsToldInErrors) {
  auto file = prefixed(torchvision_vgg16(), "module.");
  file.erase("module.features.5.bias");
  file["features.5.bias"] = torch::zeros({128});  // of another network, then
  EXPECT_THAT(error_of([&] { encoder_tensors(file); }),
              Tells("'module.features.5.bias' is missing"));
}

TEST(EncoderTensors, OfSeveralEncodersThatWithoutAPrefixIsTaken) {
  auto file = prefixed(vgg16(), "momentum.");
  file.insert(vgg16().begin(), vgg16().end());
  expect_same(encoder_tensors(file).tensors, vgg16());

  auto two = prefixed(vgg16(), "encoder_q.");
  two.merge(prefixed(vgg16(), "encoder_k."));
  EXPECT_THAT(error_of([&] { encoder_tensors(two); }),
              Tells("2 encoders", "'encoder_q.'", "'encoder_k.'", "keep one"));
}

TEST(EncoderTensors, AnyPrecisionBecomesFloat32) {
  auto file = vgg16();
  file["conv1_1.weight"] = file["conv1_1.weight"].to(torch::kFloat16);
  file["conv1_2.weight"] = file["conv1_2.weight"].to(torch::kBFloat16);
  file["conv1_1.bias"] = file["conv1_1.bias"].to(torch::kFloat64);
  for (const auto& [name, tensor] : encoder_tensors(file).tensors) {
    EXPECT_EQ(tensor.scalar_type(), torch::kFloat32) << name;
    EXPECT_LT(max_difference(tensor, vgg16().at(name)), 1e-2) << name;
  }
}

// --- Batch norm
// ------------------------------------------------------------------------------------------------------

// The convolution and the batch norm behind it, as PyTorch evaluates them.
torch::Tensor unfolded(const torch::Tensor& input, const TensorMap& file,
                       const std::string& convolution, const std::string& batch_norm) {
  return torch::batch_norm(torch::conv2d(input, file.at(convolution + ".weight")),
                           file.at(batch_norm + ".weight"), file.at(batch_norm + ".bias"),
                           file.at(batch_norm + ".running_mean"),
                           file.at(batch_norm + ".running_var"), false, 0.1, 1e-5, false);
}

TEST(EncoderTensors, BatchNormIsFoldedIntoTheConvolution) {
  auto file = torchvision_resnet50();
  file["fc.weight"] = torch::zeros({1});
  file["layer4.0.conv1.weight"] = torch::zeros({1});
  const auto encoder = encoder_tensors(file);
  EXPECT_EQ(encoder.architecture, "resnet50");
  for (const auto& [convolution, batch_norm] :
       std::map<std::string, std::string>{{"conv1", "bn1"},
                                          {"layer1.0.downsample.0", "layer1.0.downsample.1"},
                                          {"layer2.3.conv2", "layer2.3.bn2"},
                                          {"layer3.5.conv3", "layer3.5.bn3"}}) {
    const auto& weight = encoder.tensors.at(convolution + ".weight");
    const auto input = torch::randn({2, weight.size(1), 9, 9}) / std::sqrt(weight.size(1));
    const auto folded = torch::conv2d(input, weight, encoder.tensors.at(convolution + ".bias"));
    const auto expected = unfolded(input, file, convolution, batch_norm);
    EXPECT_LT(max_difference(folded, expected), 1e-5 * expected.abs().max().item<double>())
        << convolution;
  }
}

TEST(EncoderTensors, DeeperResNetsAreKnownByTheirBlocks) {
  EXPECT_EQ(encoder_tensors(torchvision_resnet("resnet101")).architecture, "resnet101");
}

TEST(EncoderTensors, ANegativeVarianceIsTold) {
  auto file = torchvision_resnet50();
  file["layer1.0.bn1.running_var"] = -torch::ones({64});
  EXPECT_THAT(error_of([&] { encoder_tensors(file); }),
              Tells("'layer1.0.bn1.running_var'", "negative"));
}

// --- What is wrong with a file
// ---------------------------------------------------------------------------------------

TEST(EncoderTensorsError, AMissingTensorIsNamedAsTheFileWouldNameIt) {
  auto vgg = torchvision_vgg16();
  vgg.erase("features.28.weight");
  EXPECT_THAT(error_of([&] { encoder_tensors(vgg); }),
              Tells("'features.28.weight' is missing", "expects shape [512, 512, 3, 3]"));
  auto resnet = torchvision_resnet50();
  resnet.erase("layer3.5.bn3.running_mean");
  EXPECT_THAT(error_of([&] { encoder_tensors(resnet); }),
              Tells("'layer3.5.bn3.running_mean' is missing", "expects shape [1024]"));
}

TEST(EncoderTensorsError, AnotherShape) {
  auto file = torchvision_resnet50();
  file["layer1.0.conv2.weight"] = torch::zeros({128, 4, 3, 3});  // as in a ResNeXt
  EXPECT_THAT(error_of([&] { encoder_tensors(file); }),
              Tells("'layer1.0.conv2.weight'", "expects shape [64, 64, 3, 3], found [128, 4, 3, 3]",
                    "a ResNeXt"));
  file = torchvision_resnet50();
  file["layer2.0.conv2.weight"] = torch::zeros({1, 2, 3, 3});
  EXPECT_THAT(
      error_of([&] { encoder_tensors(file); }),
      Tells("'layer2.0.conv2.weight'", "expects shape [128, 128, 3, 3], found [1, 2, 3, 3]"));
}

TEST(EncoderTensorsError, NumbersThatAreNotFloatingPoint) {
  auto file = vgg16();
  file["conv4_2.bias"] = torch::zeros({512}, torch::kInt64);
  EXPECT_THAT(error_of([&] { encoder_tensors(file); }),
              Tells("'conv4_2.bias'", "floating point", "found I64"));
}

TEST(EncoderTensorsError, NumbersThatAreNotFinite) {
  for (const double value :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(),
        -std::numeric_limits<double>::infinity(), 1e300}) {
    auto file = vgg16();
    file["conv3_2.weight"] = file["conv3_2.weight"].to(torch::kFloat64).clone();
    file["conv3_2.weight"].view(-1)[77] = value;
    EXPECT_THAT(error_of([&] { encoder_tensors(file); }), Tells("'conv3_2.weight'", "NaN or Inf"))
        << value;
  }
}

TEST(EncoderTensorsError, NamesOfNoEncoderAreListed) {
  TensorMap file;
  for (int i = 0; i < 9; ++i) file[fmt::format("blocks.{}", i)] = torch::zeros({1});
  EXPECT_THAT(
      error_of([&] { encoder_tensors(file); }),
      Tells("no encoder known here", "'blocks.0', 'blocks.1', 'blocks.2', 'blocks.3' and 5 more",
            "VGG-16", "ResNet-50"));
  EXPECT_THAT(error_of([] { encoder_tensors({}); }), Tells("no encoder known here", "found none"));
}

TEST(EncoderTensorsError, NetworksThatOnlyLookLikeOnesWeKnow) {
  const auto error = [](TensorMap file, const std::string& name, const torch::Tensor& tensor) {
    file[name] = tensor;
    return error_of([&] { encoder_tensors(file); });
  };
  const auto convolution = torch::zeros({512, 512, 3, 3});
  EXPECT_THAT(error(torchvision_vgg16(), "features.34.weight", convolution),
              Tells("VGG-19", "Only VGG-16"));
  EXPECT_THAT(error(torchvision_vgg16(), "features.1.weight", torch::zeros({64})),
              Tells("batch norm", "Only VGG-16"));
  EXPECT_THAT(
      error(torchvision_vgg16(), "features.0.weight", torch::zeros({64, 3, 11, 11})),  // AlexNet
      Tells("expects shape [64, 3, 3, 3]"));
  EXPECT_THAT(error(torchvision_resnet50(), "layer2.0.se.conv.weight", convolution),
              Tells("'layer2.0.se.conv.weight' has no place in resnet50"));
  EXPECT_THAT(error(torchvision_resnet50(), "layer3.6.conv1.weight", convolution),
              Tells("have 3, 4, 7 blocks", "3, 4, 6"));
}

TEST(EncoderTensorsError, ResNetsOfBasicBlocks) {
  const TensorMap resnet18 = {{"conv1.weight", torch::zeros({64, 3, 7, 7})},
                              {"layer1.0.conv1.weight", torch::zeros({64, 64, 3, 3})},
                              {"layer1.0.conv2.weight", torch::zeros({64, 64, 3, 3})}};
  EXPECT_THAT(error_of([&] { encoder_tensors(resnet18); }), Tells("ResNet-18 or -34", "ResNet-50"));
}

TEST(EncoderTensorsError, ResNetsOfOtherShapesAreToldInWords) {
  const auto error = [](const std::map<std::string, std::vector<int64_t>>& others,
                        const std::string& prefix = "") {
    auto file = torchvision_resnet50();
    for (const auto& [name, shape] : others) file[name] = torch::zeros(shape);
    return error_of([&] { encoder_tensors(prefixed(file, prefix)); });
  };
  const std::vector<int64_t> small = {64, 3, 3, 3};
  const auto is_deep_stem = Tells("three 3x3 convolutions at its start", "resnet50_v2", "Only VGG");
  EXPECT_THAT(error({{"conv1.weight", small}, {"conv2.weight", {64, 64, 3, 3}}}), is_deep_stem);
  EXPECT_THAT(error({{"conv1.0.weight", {32, 3, 3, 3}}}), is_deep_stem);
  EXPECT_THAT(error({{"stem.0.weight", {32, 3, 3, 3}}}, "backbone."), is_deep_stem);
  EXPECT_THAT(error({{"conv1.weight", small}}), Tells("one 3x3 convolution", "CIFAR"));
  EXPECT_THAT(error({{"layer1.0.conv1.weight", {128, 64, 1, 1}},
                     {"layer1.0.conv2.weight", {128, 128, 3, 3}}},
                    "module."),
              Tells("'module.layer1.0.conv2.weight'", "a wide ResNet"));
  EXPECT_THAT(error({{"layer1.0.conv1.weight", {128, 64, 1, 1}},
                     {"layer1.0.conv2.weight", {128, 4, 3, 3}}}),
              Tells("a ResNeXt"));
  EXPECT_THAT(error({{"layer1.0.se.fc1.weight", {16, 256, 1, 1}}}), Tells("SE-ResNet"));
}

}  // namespace
}  // namespace panet
