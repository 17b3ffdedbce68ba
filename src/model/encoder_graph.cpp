#include "panet/model/encoder_graph.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <functional>
#include <numeric>
#include <string_view>

#include "model/vision_transformer_graph.h"
#include "panet/base/error.h"

namespace panet {
namespace {

// Adds a step that reads what the last one made.
void append(EncoderGraph& graph, EncoderStep step) {
  step.input = graph.steps.size();
  graph.steps.push_back(std::move(step));
}

// --- VGG-16
// ----------------------------------------------------------------------------------------------------------

struct Block {
  int64_t convolutions;
  int64_t channels;
};

// Simonyan & Zisserman 2015, table 1, column D.
constexpr std::array<Block, 5> kVgg16Blocks = {{{2, 64}, {2, 128}, {3, 256}, {3, 512}, {3, 512}}};

// torchvision counts every layer: after each convolution comes a ReLU, after each block a pool. The
// authors make a block one layer, its convolutions and ReLUs counted within.
FileNames vgg16_file_names(std::size_t block, int64_t convolution) {
  auto layer = static_cast<int64_t>(block) + 2 * convolution;
  for (std::size_t before = 0; before < block; ++before)
    layer += 2 * kVgg16Blocks[before].convolutions;
  return {.torchvision = fmt::format("features.{}", layer),
          .authors = fmt::format("encoder.backbone.features.{}.{}", 2 * block, 2 * convolution)};
}

// Either the pool before the last block halves the resolution, or the block is dilated.
EncoderGraph vgg16_graph(OutputStride stride) {
  EncoderGraph graph{.options = {.architecture = "vgg16"},
                     .channels = kVgg16Blocks.back().channels};
  int64_t in_channels = 3;
  for (std::size_t b = 0; b < kVgg16Blocks.size(); ++b) {
    const auto [convolutions, channels] = kVgg16Blocks[b];
    const bool is_last_block = b + 1 == kVgg16Blocks.size();
    const bool is_dilated = is_last_block && stride == OutputStride::k8;
    if (b > 0)
      append(graph, {.name = fmt::format("pool{}", b),
                     .operation = MaxPool{.stride = is_dilated ? 1 : 2}});
    for (int64_t c = 0; c < convolutions; ++c) {
      append(graph, {.name = fmt::format("conv{}_{}", b + 1, c + 1),
                     .operation = Convolution{.in_channels = in_channels,
                                              .out_channels = channels,
                                              .size = 3,
                                              .dilation = is_dilated ? 2 : 1},
                     .relu = !is_last_block || c + 1 < convolutions,
                     .file_names = vgg16_file_names(b, c)});
      in_channels = channels;
    }
  }
  return graph;
}

// --- ResNets
// ---------------------------------------------------------------------------------------------------------

struct ResNet {
  std::string_view architecture;
  std::array<int64_t, 3> blocks;  // of layer1, layer2, layer3
};

// He et al. 2015, table 1.
constexpr std::array<ResNet, 3> kResNets = {
    {{"resnet50", {3, 4, 6}}, {"resnet101", {3, 4, 23}}, {"resnet152", {3, 8, 36}}}};
constexpr std::array<int64_t, 3> kWidths = {64, 128, 256};  // of the bottlenecks of a layer
constexpr int64_t kExpansion = 4;                           // they put out four times as many

struct Bottleneck {
  std::string name;
  int64_t in_channels, width;
  int64_t first_stride, middle_stride;  // of its first 1x1 and of its 3x3 convolution
  int64_t dilation;                     // of the 3x3
  bool projects;                        // the first block of a layer projects its input
  bool final_relu;                      // the last block of the encoder has none
};

// A step that reads what the last one made; others name a ResNet's convolutions as we do, and have
// a batch norm behind each.
void append_convolution(EncoderGraph& graph, const std::string& name, const std::string& batch_norm,
                        const Convolution& convolution) {
  append(graph, {.name = name,
                 .operation = convolution,
                 .relu = true,
                 .file_names = {.torchvision = name, .batch_norm = batch_norm}});
}

void append_bottleneck(EncoderGraph& graph, const Bottleneck& b) {
  const auto input = graph.steps.size();
  const auto out_channels = b.width * kExpansion;
  if (b.projects) {
    append_convolution(graph, b.name + ".downsample.0", b.name + ".downsample.1",
                       {.in_channels = b.in_channels,
                        .out_channels = out_channels,
                        .stride = b.first_stride * b.middle_stride});
    graph.steps.back().relu = false;
  }
  const auto addend = graph.steps.size();
  append_convolution(
      graph, b.name + ".conv1", b.name + ".bn1",
      {.in_channels = b.in_channels, .out_channels = b.width, .stride = b.first_stride});
  graph.steps.back().input = input;
  append_convolution(graph, b.name + ".conv2", b.name + ".bn2",
                     {.in_channels = b.width,
                      .out_channels = b.width,
                      .size = 3,
                      .stride = b.middle_stride,
                      .dilation = b.dilation});
  append_convolution(graph, b.name + ".conv3", b.name + ".bn3",
                     {.in_channels = b.width, .out_channels = out_channels});
  graph.steps.back().addend = addend;
  graph.steps.back().relu = b.final_relu;
}

// A layer's first block carries its stride, or all of its blocks a dilation in its place. Dilating
// keeps what each weight was trained to see only if the convolutions behind the lost stride are
// spread: with the stride on the first 1x1 that includes the 3x3 of the first block, with the
// stride on that 3x3 it does not.
void append_layer(EncoderGraph& graph, std::size_t layer, int64_t blocks, bool is_dilated) {
  const bool on_first = graph.options.stride_placement == StridePlacement::kFirst1x1;
  const bool is_last_layer = layer + 1 == kWidths.size();
  for (int64_t b = 0; b < blocks; ++b) {
    const bool is_first = b == 0;
    const int64_t stride = is_first && layer > 0 && !is_dilated ? 2 : 1;
    append_bottleneck(graph, {.name = fmt::format("layer{}.{}", layer + 1, b),
                              .in_channels = graph.channels,
                              .width = kWidths[layer],
                              .first_stride = on_first ? stride : 1,
                              .middle_stride = on_first ? 1 : stride,
                              .dilation = is_dilated && (on_first || !is_first) ? 2 : 1,
                              .projects = is_first,
                              .final_relu = !is_last_layer || b + 1 < blocks});
    graph.channels = kWidths[layer] * kExpansion;
  }
}

EncoderGraph resnet_graph(const EncoderOptions& options, const ResNet& resnet,
                          OutputStride stride) {
  EncoderGraph graph{.options = options, .channels = 64};
  append_convolution(graph, "conv1", "bn1",
                     {.in_channels = 3, .out_channels = graph.channels, .size = 7, .stride = 2});
  append(graph, {.name = "pool1", .operation = MaxPool{.stride = 2}});
  for (std::size_t layer = 0; layer < resnet.blocks.size(); ++layer) {
    const bool is_last_layer = layer + 1 == resnet.blocks.size();
    append_layer(graph, layer, resnet.blocks[layer], is_last_layer && stride == OutputStride::k8);
  }
  return graph;
}

// --- What a step has and costs
// ---------------------------------------------------------------------------------------

struct WeightShapes {
  const std::string& name;

  std::vector<WeightShape> weight_and_bias(std::vector<int64_t> weight) const {
    const int64_t outputs = weight.front();
    return {{name + ".weight", std::move(weight)}, {name + ".bias", {outputs}}};
  }

  auto operator()(const Convolution& c) const { return weight_and_bias(weight_shape(c)); }
  auto operator()(const LayerNorm& norm) const { return weight_and_bias({norm.width}); }
  auto operator()(const Linear& linear) const { return weight_and_bias({linear.out, linear.in}); }
  auto operator()(const PatchEmbedding& p) const {
    auto shapes = weight_and_bias({p.width, 3, p.patch, p.patch});
    shapes.push_back({name + ".prefix", {p.prefix, p.width}});
    if (p.grid > 0) shapes.push_back({name + ".positions", {p.grid * p.grid, p.width}});
    return shapes;
  }
  auto operator()(const auto&) const { return std::vector<WeightShape>(); }
};

// How many multiplications and additions make one value. A convolution's features are a square of
// `side`, all else is `tokens`.
struct ProductCost {
  double side, tokens, patches;

  double operator()(const Convolution& c) const {
    return static_cast<double>(2 * c.in_channels * c.out_channels * c.size * c.size) * side * side;
  }
  double operator()(const PatchEmbedding& p) const {
    return static_cast<double>(p.patch * p.patch * p.width) * 6 * patches;
  }
  double operator()(const Linear& linear) const {
    return static_cast<double>(2 * linear.in * linear.out) * tokens;
  }
  double operator()(const Attention& attention) const {
    return static_cast<double>(attention.width) * 4 * tokens * tokens;
  }
  double operator()(const auto&) const { return 0; }
};

int64_t stride_of(const EncoderStep& step) {
  if (const auto* const c = step.convolution()) return c->stride;
  const auto* const pool = std::get_if<MaxPool>(&step.operation);
  return pool != nullptr ? pool->stride : 1;
}

}  // namespace

bool has_stride_placement(const EncoderOptions& options) {
  return options.architecture != "vgg16" && !options.transformer;
}

EncoderGraph encoder_graph(const EncoderOptions& options, OutputStride stride) {
  if (options.architecture == "vgg16") return vgg16_graph(stride);
  for (const auto& resnet : kResNets)
    if (resnet.architecture == options.architecture) return resnet_graph(options, resnet, stride);
  if (options.transformer) return vision_transformer_graph(*options.transformer);
  for (const auto& [name, sizes] : named_transformers())
    if (name == options.architecture) return vision_transformer_graph(sizes);
  throw Error(fmt::format("unknown encoder '{}'; known are {}", options.architecture,
                          fmt::join(known_architectures(), ", ")));
}

const std::vector<std::string>& known_architectures() {
  static const std::vector<std::string> known = [] {
    std::vector<std::string> names = {"vgg16"};
    for (const auto& resnet : kResNets) names.emplace_back(resnet.architecture);
    for (const auto& transformer : named_transformers()) names.push_back(transformer.name);
    return names;
  }();
  return known;
}

std::vector<WeightShape> weight_shapes(const EncoderStep& step) {
  return std::visit(WeightShapes{step.name}, step.operation);
}

int64_t parameter_count(const EncoderGraph& graph) {
  int64_t count = 0;
  for (const auto& step : graph.steps)
    for (const auto& [name, shape] : weight_shapes(step))
      count += std::accumulate(shape.begin(), shape.end(), int64_t{1}, std::multiplies<>());
  return count;
}

double gigaflop_of(const EncoderGraph& graph, int64_t size) {
  const auto side = static_cast<double>(feature_size(size, graph.input));
  const auto& transformer = graph.options.transformer;
  const double tokens =
      side * side + static_cast<double>(transformer ? 1 + transformer->registers : 0);
  std::vector<int64_t> sides = {size};
  double operations = 0;
  for (const auto& step : graph.steps) {
    sides.push_back((sides[step.input] - 1) / stride_of(step) + 1);
    operations += std::visit(
        ProductCost{
            .side = static_cast<double>(sides.back()), .tokens = tokens, .patches = side * side},
        step.operation);
  }
  return operations / 1e9;
}

}  // namespace panet
