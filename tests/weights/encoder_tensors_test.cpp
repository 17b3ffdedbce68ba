#include "weights/encoder_tensors.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "panet/base/random_stream.h"
#include "panet/weights/model_file.h"
#include "stored_tensors.h"
#include "support.h"
#include "weights/batch_norm_folding.h"

namespace panet {
namespace {

using test::error_of;
using test::max_difference;
using test::Tells;

TensorMap parameters_of(const EncoderOptions& options) {
  return drawn_weights(encoder_graph(options), 1);
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
    EXPECT_TRUE(test::is_same(found.at(name), tensor)) << name;
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
  RandomStream random(1, 0);
  const auto drawn = [&random](int64_t channels, double low, double high) {
    std::vector<float> values(static_cast<std::size_t>(channels));
    for (auto& value : values) value = static_cast<float>(random.between(low, high));
    return StoredTensor::of({channels}, std::move(values));
  };
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
    const auto channels = tensor.shape()[0];
    tensors[batch_norm + ".weight"] = drawn(channels, 0.5, 1.5);
    tensors[batch_norm + ".bias"] = drawn(channels, -2, 2);
    tensors[batch_norm + ".running_mean"] = drawn(channels, -2, 2);
    tensors[batch_norm + ".running_var"] = drawn(channels, 0.1, 1.1);
    tensors[batch_norm + ".num_batches_tracked"] = StoredTensor::of<int64_t>({}, {7});
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
  file["classifier.0.weight"] = test::zeros({1});
  file["pre_logits.fc1.weight"] = test::zeros({1});
  file["head.fc.weight"] = test::zeros({1});
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
    file["decode_head.conv_seg.weight"] = file["conv1.bias"] = test::zeros({3});
    expect_same(encoder_tensors(file).tensors, expected);
  }
}

TEST(EncoderTensors, WhatStandsBeforeAllNamesIsToldInErrors) {
  auto file = prefixed(torchvision_vgg16(), "module.");
  file.erase("module.features.5.bias");
  file["features.5.bias"] = test::zeros({128});  // of another network, then
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
  file["conv1_1.weight"] = converted(file["conv1_1.weight"], DType::kF16);
  file["conv1_2.weight"] = converted(file["conv1_2.weight"], DType::kBF16);
  file["conv1_1.bias"] = converted(file["conv1_1.bias"], DType::kF64);
  for (const auto& [name, tensor] : encoder_tensors(file).tensors) {
    EXPECT_EQ(tensor.dtype(), DType::kF32) << name;
    EXPECT_LT(max_difference(tensor, vgg16().at(name)), 1e-2) << name;
  }
}

// --- Batch norm
// ------------------------------------------------------------------------------------------------------

// What a convolution, and the batch norm behind it, give for one window of its inputs, in double
// precision.
class Channel {
 public:
  Channel(const StoredTensor& weight, std::size_t channel)
      : channel_(channel), weight_(test::numbers_of(weight)) {
    inputs_ = weight_.size() / static_cast<std::size_t>(weight.shape()[0]);
  }

  double of(const std::vector<double>& window) const {
    double sum = 0;
    for (std::size_t i = 0; i < inputs_; ++i) sum += weight_[channel_ * inputs_ + i] * window[i];
    return sum;
  }

  std::size_t inputs() const { return inputs_; }

  // As PyTorch evaluates it.
  double normalised(double y, const TensorMap& file, const std::string& batch_norm) const {
    const auto number = [&](const std::string& name) {
      return double{file.at(batch_norm + name).values<float>()[channel_]};
    };
    return (y - number(".running_mean")) / std::sqrt(number(".running_var") + 1e-5) *
               number(".weight") +
           number(".bias");
  }

 private:
  std::size_t channel_, inputs_;
  std::vector<double> weight_;
};

TEST(EncoderTensors, BatchNormIsFoldedIntoTheConvolution) {
  auto file = torchvision_resnet50();
  file["fc.weight"] = test::zeros({1});
  file["layer4.0.conv1.weight"] = test::zeros({1});
  const auto encoder = encoder_tensors(file);
  EXPECT_EQ(encoder.architecture, "resnet50");
  RandomStream random(2, 0);
  for (const auto& [convolution, batch_norm] :
       std::map<std::string, std::string>{{"conv1", "bn1"},
                                          {"layer1.0.downsample.0", "layer1.0.downsample.1"},
                                          {"layer2.3.conv2", "layer2.3.bn2"},
                                          {"layer3.5.conv3", "layer3.5.bn3"}})
    for (const std::size_t channel : {0, 1, 30, 63}) {
      const Channel unfolded(file.at(convolution + ".weight"), channel);
      const Channel folded(encoder.tensors.at(convolution + ".weight"), channel);
      std::vector<double> window(unfolded.inputs());
      for (auto& input : window) input = random.between(-1, 1);
      const double bias = encoder.tensors.at(convolution + ".bias").values<float>()[channel];
      const auto expected = unfolded.normalised(unfolded.of(window), file, batch_norm);
      EXPECT_NEAR(folded.of(window) + bias, expected, 1e-5) << convolution << " " << channel;
    }
}

// To the last bit what it was when prototypes were learned with such weights.
TEST(EncoderTensors, BatchNormIsFoldedAsEver) {
  const auto folded =
      fold_batch_norm(StoredTensor::of<float>({2, 2, 1, 1}, {0.1f, -0.7f, 3, 1e-3f}),
                      {.weight = StoredTensor::of<float>({2}, {1.3f, 0.9f}),
                       .bias = StoredTensor::of<float>({2}, {0.2f, -0.4f}),
                       .mean = StoredTensor::of<float>({2}, {0.05f, -1.7f}),
                       .variance = StoredTensor::of<float>({2}, {0.3f, 2.1f})});
  EXPECT_THAT(folded.weight.values<float>(),
              testing::ElementsAre(0x1.e613dp-3f, -0x1.a95156p+0f, 0x1.dcf8ep+0f, 0x1.459ceep-11f));
  EXPECT_THAT(folded.bias.values<float>(), testing::ElementsAre(0x1.4d1f64p-4f, 0x1.4fc4bcp-1f));
}

TEST(EncoderTensors, DeeperResNetsAreKnownByTheirBlocks) {
  EXPECT_EQ(encoder_tensors(torchvision_resnet("resnet101")).architecture, "resnet101");
}

TEST(EncoderTensors, ANegativeVarianceIsTold) {
  auto file = torchvision_resnet50();
  file["layer1.0.bn1.running_var"] = test::filled({64}, -1);
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
  file["layer1.0.conv2.weight"] = test::zeros({128, 4, 3, 3});  // as in a ResNeXt
  EXPECT_THAT(error_of([&] { encoder_tensors(file); }),
              Tells("'layer1.0.conv2.weight'", "expects shape [64, 64, 3, 3], found [128, 4, 3, 3]",
                    "a ResNeXt"));
  file = torchvision_resnet50();
  file["layer2.0.conv2.weight"] = test::zeros({1, 2, 3, 3});
  EXPECT_THAT(
      error_of([&] { encoder_tensors(file); }),
      Tells("'layer2.0.conv2.weight'", "expects shape [128, 128, 3, 3], found [1, 2, 3, 3]"));
}

TEST(EncoderTensorsError, NumbersThatAreNotFloatingPoint) {
  auto file = vgg16();
  file["conv4_2.bias"] = StoredTensor::of({512}, std::vector<int64_t>(512));
  EXPECT_THAT(error_of([&] { encoder_tensors(file); }),
              Tells("'conv4_2.bias'", "floating point", "found I64"));
}

TEST(EncoderTensorsError, NumbersThatAreNotFinite) {
  for (const double value :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(),
        -std::numeric_limits<double>::infinity(), 1e300}) {
    auto file = vgg16();
    auto& weight = file["conv3_2.weight"];
    auto numbers = test::numbers_of(weight);
    numbers[77] = value;
    weight = StoredTensor::of(weight.shape(), std::move(numbers));
    EXPECT_THAT(error_of([&] { encoder_tensors(file); }), Tells("'conv3_2.weight'", "NaN or Inf"))
        << value;
  }
}

TEST(EncoderTensorsError, NamesOfNoEncoderAreListed) {
  TensorMap file;
  for (int i = 0; i < 9; ++i) file[fmt::format("blocks.{}", i)] = test::zeros({1});
  EXPECT_THAT(
      error_of([&] { encoder_tensors(file); }),
      Tells("no encoder known here", "'blocks.0', 'blocks.1', 'blocks.2', 'blocks.3' and 5 more",
            "VGG-16", "ResNet-50"));
  EXPECT_THAT(error_of([] { encoder_tensors({}); }), Tells("no encoder known here", "found none"));
}

TEST(EncoderTensorsError, NetworksThatOnlyLookLikeOnesWeKnow) {
  const auto error = [](TensorMap file, const std::string& name, const StoredTensor& tensor) {
    file[name] = tensor;
    return error_of([&] { encoder_tensors(file); });
  };
  const auto convolution = test::zeros({512, 512, 3, 3});
  EXPECT_THAT(error(torchvision_vgg16(), "features.34.weight", convolution),
              Tells("VGG-19", "Only VGG-16"));
  EXPECT_THAT(error(torchvision_vgg16(), "features.1.weight", test::zeros({64})),
              Tells("batch norm", "Only VGG-16"));
  EXPECT_THAT(
      error(torchvision_vgg16(), "features.0.weight", test::zeros({64, 3, 11, 11})),  // AlexNet
      Tells("expects shape [64, 3, 3, 3]"));
  EXPECT_THAT(error(torchvision_resnet50(), "layer2.0.se.conv.weight", convolution),
              Tells("'layer2.0.se.conv.weight' has no place in resnet50"));
  EXPECT_THAT(error(torchvision_resnet50(), "layer3.6.conv1.weight", convolution),
              Tells("have 3, 4, 7 blocks", "3, 4, 6"));
}

TEST(EncoderTensorsError, ResNetsOfBasicBlocks) {
  const TensorMap resnet18 = {{"conv1.weight", test::zeros({64, 3, 7, 7})},
                              {"layer1.0.conv1.weight", test::zeros({64, 64, 3, 3})},
                              {"layer1.0.conv2.weight", test::zeros({64, 64, 3, 3})}};
  EXPECT_THAT(error_of([&] { encoder_tensors(resnet18); }), Tells("ResNet-18 or -34", "ResNet-50"));
}

TEST(EncoderTensorsError, ResNetsOfOtherShapesAreToldInWords) {
  const auto error = [](const std::map<std::string, std::vector<int64_t>>& others,
                        const std::string& prefix = "") {
    auto file = torchvision_resnet50();
    for (const auto& [name, shape] : others) file[name] = test::zeros(shape);
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
