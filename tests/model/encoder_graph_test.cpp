#include "panet/model/encoder_graph.h"

#include <algorithm>
#include <map>

#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::Tells;

const EncoderStep& step_of(const EncoderGraph& graph, const std::string& name) {
  const auto found = std::ranges::find(graph.steps, name, &EncoderStep::name);
  if (found == graph.steps.end()) throw std::runtime_error("no step " + name);
  return *found;
}

const Convolution& convolution_of(const EncoderGraph& graph, const std::string& name) {
  return *step_of(graph, name).convolution();
}

bool has_step(const EncoderGraph& graph, const std::string& name) {
  return std::ranges::count(graph.steps, name, &EncoderStep::name) == 1;
}

int64_t convolutions_of(const EncoderGraph& graph) {
  return std::ranges::count_if(graph.steps,
                               [](auto& step) { return step.convolution() != nullptr; });
}

int64_t stride_of(const EncoderStep& step) {
  const auto* const convolution = step.convolution();
  return convolution != nullptr ? convolution->stride : std::get<MaxPool>(step.operation).stride;
}

TEST(EncoderGraph, Vgg16HasThePapersNumberOfParameters) {
  EXPECT_EQ(parameter_count(encoder_graph({.architecture = "vgg16"})),
            14'714'688);  // 14.7 M, Table 1
}

TEST(EncoderGraph, TheResNetTrunksHaveTheirNumberOfParameters) {
  const auto count = [](const std::string& architecture) {
    return parameter_count(encoder_graph({.architecture = architecture}));
  };
  EXPECT_EQ(count("resnet50"), 8'528'000);
  EXPECT_EQ(count("resnet101"), 27'494'016);
  EXPECT_EQ(count("resnet152"), 43'114'624);
}

TEST(EncoderGraph, StepsAreNamedAfterTheirLayers) {
  const auto vgg = encoder_graph({.architecture = "vgg16"});
  EXPECT_EQ(convolutions_of(vgg), 13);
  EXPECT_EQ(vgg.steps.size(), 17u);
  EXPECT_TRUE(has_step(vgg, "conv1_1"));
  EXPECT_TRUE(has_step(vgg, "conv5_3"));
  EXPECT_TRUE(has_step(vgg, "pool4"));
  const auto resnet = encoder_graph({.architecture = "resnet50"});
  EXPECT_EQ(convolutions_of(resnet), 1 + 3 * (3 + 4 + 6) + 3);
  EXPECT_TRUE(has_step(resnet, "conv1"));
  EXPECT_TRUE(has_step(resnet, "pool1"));
  EXPECT_TRUE(has_step(resnet, "layer2.0.downsample.0"));
  EXPECT_FALSE(has_step(resnet, "layer2.1.downsample.0"));
  EXPECT_TRUE(has_step(resnet, "layer3.5.conv3"));
  EXPECT_FALSE(has_step(resnet, "layer3.6.conv1"));
  EXPECT_FALSE(has_step(resnet, "layer4.0.conv1"));
}

TEST(EncoderGraph, KnowsTheNamesInOtherPeoplesFiles) {
  const auto vgg = encoder_graph({.architecture = "vgg16"});
  EXPECT_EQ(step_of(vgg, "conv1_1").file_names.torchvision, "features.0");
  EXPECT_EQ(step_of(vgg, "conv5_3").file_names.torchvision, "features.28");
  EXPECT_EQ(step_of(vgg, "conv5_3").file_names.authors, "encoder.backbone.features.8.4");
  EXPECT_EQ(step_of(vgg, "conv5_3").file_names.batch_norm, "");
  const auto resnet = encoder_graph({.architecture = "resnet50"});
  EXPECT_EQ(step_of(resnet, "conv1").file_names.batch_norm, "bn1");
  EXPECT_EQ(step_of(resnet, "layer2.0.downsample.0").file_names.torchvision,
            "layer2.0.downsample.0");
  EXPECT_EQ(step_of(resnet, "layer2.0.downsample.0").file_names.batch_norm,
            "layer2.0.downsample.1");
  EXPECT_EQ(step_of(resnet, "layer3.5.conv2").file_names.batch_norm, "layer3.5.bn2");
  EXPECT_EQ(step_of(resnet, "layer3.5.conv2").file_names.authors, "");
}

TEST(EncoderGraph, AnUnknownArchitectureIsToldWithThoseKnown) {
  EXPECT_THAT(known_architectures(),
              testing::IsSupersetOf({"vgg16", "resnet50", "resnet101", "resnet152", "dinov2_vits14",
                                     "dinov2_vitl14_reg", "dinov3_vitsplus16"}));
  EXPECT_THAT(error_of([] { encoder_graph({.architecture = "alexnet"}); }),
              Tells("alexnet", "vgg16", "resnet50"));
  EXPECT_THAT(error_of([] { encoder_graph({.architecture = "resnet18"}); }),
              Tells("resnet18", "resnet152"));
}

TEST(EncoderGraph, FeatureSizeOfThePaper) {
  EXPECT_EQ(feature_size(417), 53);
  EXPECT_EQ(feature_size(1), 1);
  EXPECT_EQ(feature_size(33), 5);
  EXPECT_EQ(feature_size(64), 8);
}

// --- Whatever the encoder
// -----------------------------------------------------------------------------------------------

struct GraphCase {
  EncoderOptions options;
  OutputStride stride;
};

class AnyEncoderGraph : public testing::TestWithParam<GraphCase> {
 protected:
  const EncoderGraph graph = encoder_graph(GetParam().options, GetParam().stride);
};

// How many channels each value has, and how far apart they lie in pixels.
struct Value {
  int64_t channels, stride;
};

TEST_P(AnyEncoderGraph, StepsFitTogether) {
  std::vector<Value> values = {{.channels = 3, .stride = 1}};
  for (const auto& step : graph.steps) {
    ASSERT_LT(step.input, values.size()) << step.name;
    auto value = values[step.input];
    value.stride *= stride_of(step);
    if (const auto* const convolution = step.convolution()) {
      EXPECT_EQ(convolution->in_channels, value.channels) << step.name;
      EXPECT_EQ(convolution->size % 2, 1) << step.name;
      value.channels = convolution->out_channels;
    }
    if (step.addend) {
      ASSERT_LT(*step.addend, values.size()) << step.name;
      EXPECT_EQ(values[*step.addend].channels, value.channels) << step.name;
      EXPECT_EQ(values[*step.addend].stride, value.stride) << step.name;
    }
    values.push_back(value);
  }
  EXPECT_EQ(values.back().channels, graph.channels);
  EXPECT_EQ(values.back().stride, GetParam().stride == OutputStride::k8 ? 8 : 16);
}

TEST_P(AnyEncoderGraph, FeaturesAreNotRectifiedAndAllElseIs) {
  EXPECT_FALSE(graph.steps.back().relu);
  for (std::size_t i = 0; i + 1 < graph.steps.size(); ++i) {
    const auto& step = graph.steps[i];
    const bool is_projection = step.name.ends_with("downsample.0");  // rectified once it is added
    EXPECT_EQ(step.relu, step.convolution() != nullptr && !is_projection) << step.name;
  }
}

TEST_P(AnyEncoderGraph, HasTheSameWeightsAtEitherStride) {
  const auto other = encoder_graph(GetParam().options);
  ASSERT_EQ(graph.steps.size(), other.steps.size());
  for (std::size_t i = 0; i < graph.steps.size(); ++i) {
    EXPECT_EQ(graph.steps[i].name, other.steps[i].name);
    EXPECT_EQ(graph.steps[i].input, other.steps[i].input);
    EXPECT_EQ(graph.steps[i].addend, other.steps[i].addend);
    if (graph.steps[i].convolution() == nullptr) continue;
    EXPECT_EQ(weight_shape(*graph.steps[i].convolution()),
              weight_shape(*other.steps[i].convolution()));
  }
}

const EncoderOptions kOn1x1 = {.architecture = "resnet50",
                               .stride_placement = StridePlacement::kFirst1x1};
const EncoderOptions kOn3x3 = {.architecture = "resnet50",
                               .stride_placement = StridePlacement::k3x3};

INSTANTIATE_TEST_SUITE_P(
    Encoders, AnyEncoderGraph,
    testing::Values(GraphCase{{.architecture = "vgg16"}, OutputStride::k8},
                    GraphCase{{.architecture = "vgg16"}, OutputStride::k16},
                    GraphCase{kOn1x1, OutputStride::k8}, GraphCase{kOn1x1, OutputStride::k16},
                    GraphCase{kOn3x3, OutputStride::k8}, GraphCase{kOn3x3, OutputStride::k16},
                    GraphCase{{.architecture = "resnet101"}, OutputStride::k8},
                    GraphCase{{.architecture = "resnet152"}, OutputStride::k8}));

// --- Strides and dilations
// ----------------------------------------------------------------------------------------------

// The steps of a graph that have another stride or dilation than 1, with both.
std::map<std::string, std::string> spacings_of(const EncoderGraph& graph) {
  std::map<std::string, std::string> spacings;
  for (const auto& step : graph.steps) {
    const auto* const convolution = step.convolution();
    const auto dilation = convolution != nullptr ? convolution->dilation : 1;
    if (stride_of(step) != 1 || dilation != 1)
      spacings[step.name] = "/" + std::to_string(stride_of(step)) + " x" + std::to_string(dilation);
  }
  return spacings;
}

using Spacings = std::map<std::string, std::string>;

TEST(EncoderGraphSpacing, OfVgg16) {
  Spacings expected = {{"pool1", "/2 x1"}, {"pool2", "/2 x1"}, {"pool3", "/2 x1"}};
  auto at_16 = expected;
  for (const auto* name : {"conv5_1", "conv5_2", "conv5_3"}) expected[name] = "/1 x2";
  EXPECT_EQ(spacings_of(encoder_graph({.architecture = "vgg16"})), expected);
  at_16["pool4"] = "/2 x1";
  EXPECT_EQ(spacings_of(encoder_graph({.architecture = "vgg16"}, OutputStride::k16)), at_16);
}

// Dilating computes what the strided network was trained for only if the 3x3 convolutions behind
// the lost stride are dilated, and no other.
TEST(EncoderGraphSpacing, OfAResNetWhoseStrideIsOnTheFirst1x1) {
  Spacings expected = {{"conv1", "/2 x1"},
                       {"pool1", "/2 x1"},
                       {"layer2.0.conv1", "/2 x1"},
                       {"layer2.0.downsample.0", "/2 x1"}};
  auto at_16 = expected;
  for (int block = 0; block < 6; ++block)
    expected["layer3." + std::to_string(block) + ".conv2"] = "/1 x2";
  EXPECT_EQ(spacings_of(encoder_graph(kOn1x1)), expected);
  at_16["layer3.0.conv1"] = at_16["layer3.0.downsample.0"] = "/2 x1";
  EXPECT_EQ(spacings_of(encoder_graph(kOn1x1, OutputStride::k16)), at_16);
}

TEST(EncoderGraphSpacing, OfAResNetWhoseStrideIsOnThe3x3) {
  Spacings expected = {{"conv1", "/2 x1"},
                       {"pool1", "/2 x1"},
                       {"layer2.0.conv2", "/2 x1"},
                       {"layer2.0.downsample.0", "/2 x1"}};
  auto at_16 = expected;
  for (int block = 1; block < 6; ++block)
    expected["layer3." + std::to_string(block) + ".conv2"] = "/1 x2";
  EXPECT_EQ(spacings_of(encoder_graph(kOn3x3)), expected);
  at_16["layer3.0.conv2"] = at_16["layer3.0.downsample.0"] = "/2 x1";
  EXPECT_EQ(spacings_of(encoder_graph(kOn3x3, OutputStride::k16)), at_16);
}

TEST(EncoderGraphSpacing, KernelsOfAResNet) {
  const auto graph = encoder_graph({.architecture = "resnet101"});
  EXPECT_EQ(weight_shape(convolution_of(graph, "conv1")), (std::vector<int64_t>{64, 3, 7, 7}));
  EXPECT_EQ(weight_shape(convolution_of(graph, "layer2.0.downsample.0")),
            (std::vector<int64_t>{512, 256, 1, 1}));
  EXPECT_EQ(weight_shape(convolution_of(graph, "layer3.22.conv2")),
            (std::vector<int64_t>{256, 256, 3, 3}));
}

}  // namespace
}  // namespace panet
