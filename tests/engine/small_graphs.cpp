#include "small_graphs.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <random>

#include "engine/activation_ranges.h"

namespace panet::test {
namespace {

std::vector<float> drawn(std::size_t count, double deviation, std::mt19937& random) {
  std::normal_distribution<float> normal(0, static_cast<float>(deviation));
  std::vector<float> numbers(count);
  std::ranges::generate(numbers, [&] { return normal(random); });
  return numbers;
}

TensorMap drawn_weights_and_biases(const EncoderGraph& graph) {
  std::mt19937 random(1);
  TensorMap weights;
  for (const auto& step : graph.steps) {
    const auto* const c = step.convolution();
    if (c == nullptr) continue;
    const auto inputs = static_cast<std::size_t>(c->in_channels * c->size * c->size);
    const auto outputs = static_cast<std::size_t>(c->out_channels);
    weights[step.name + ".weight"] = StoredTensor::of<float>(
        {c->out_channels, c->in_channels, c->size, c->size},
        drawn(inputs * outputs, std::sqrt(2.0 / static_cast<double>(inputs)), random));
    weights[step.name + ".bias"] =
        StoredTensor::of<float>({c->out_channels}, drawn(outputs, 0.2, random));
  }
  return weights;
}

EncoderGraph graph_of(const std::string& name, std::vector<EncoderStep> steps) {
  const auto channels = steps.back().convolution()->out_channels;
  return {.options = {.architecture = name}, .steps = std::move(steps), .channels = channels};
}

// A bottleneck that projects its input, and one that does not.
EncoderGraph residual_graph() {
  return graph_of(
      "residual",
      {{.name = "conv1", .input = 0, .operation = Convolution{3, 32, 7, 2}, .relu = true},
       {.name = "block1.downsample.0", .input = 1, .operation = Convolution{32, 64}},
       {.name = "block1.conv1", .input = 1, .operation = Convolution{32, 16}, .relu = true},
       {.name = "block1.conv2", .input = 3, .operation = Convolution{16, 16, 3}, .relu = true},
       {.name = "block1.conv3",
        .input = 4,
        .operation = Convolution{16, 64},
        .addend = 2,
        .relu = true},
       {.name = "block2.conv1", .input = 5, .operation = Convolution{64, 16}, .relu = true},
       {.name = "block2.conv2", .input = 6, .operation = Convolution{16, 16, 3}, .relu = true},
       {.name = "block2.conv3", .input = 7, .operation = Convolution{16, 64}, .addend = 5}});
}

// Ends in a bottleneck that is dilated, and so may be interleaved.
EncoderGraph dilated_graph() {
  return graph_of(
      "dilated",
      {{.name = "conv1", .input = 0, .operation = Convolution{3, 32, 3, 2}, .relu = true},
       {.name = "conv2", .input = 1, .operation = Convolution{32, 16}, .relu = true},
       {.name = "conv3", .input = 2, .operation = Convolution{16, 16, 3, 1, 2}, .relu = true},
       {.name = "conv4", .input = 3, .operation = Convolution{16, 32}, .addend = 1}});
}

// No number of channels fills a register.
EncoderGraph odd_graph() {
  return graph_of("odd",
                  {{.name = "conv1", .input = 0, .operation = Convolution{3, 20, 3}, .relu = true},
                   {.name = "conv2", .input = 1, .operation = Convolution{20, 13, 3}, .relu = true},
                   {.name = "pool1", .input = 2, .operation = MaxPool{3, 2}},
                   {.name = "conv3", .input = 3, .operation = Convolution{13, 13, 3, 1, 2}}});
}

}  // namespace

EncoderGraph chain_graph() {
  return graph_of("chain",
                  {{.name = "conv1", .input = 0, .operation = Convolution{3, 16, 3}, .relu = true},
                   {.name = "pool1", .input = 1, .operation = MaxPool{3, 2}},
                   {.name = "conv2", .input = 2, .operation = Convolution{16, 32, 3}}});
}

std::vector<std::pair<std::string, EncoderGraph>> small_graphs() {
  std::vector<std::pair<std::string, EncoderGraph>> graphs;
  for (auto& graph : {chain_graph(), residual_graph(), dilated_graph(), odd_graph()})
    graphs.emplace_back(graph.options.architecture, graph);
  return graphs;
}

std::shared_ptr<const Model> drawn_model(EncoderGraph graph, const NetworkInput& image) {
  Model model{.graph = std::move(graph), .fingerprint = "drawn"};
  model.weights = drawn_weights_and_biases(model.graph);
  std::optional<NetworkInput> next = image.copy();
  const auto ranges =
      measure_activation_ranges(model, [&] { return std::exchange(next, std::nullopt); });
  model.metadata[kActivationRanges] = to_json(ranges);
  return std::make_shared<const Model>(std::move(model));
}

NetworkInput drawn_image(PictureSize size, uint32_t seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  auto image = NetworkInput::uninitialised(size);
  for (auto& pixel : image.all()) std::ranges::generate(pixel, [&] { return normal(random); });
  return image;
}

bool are_same(const Features& a, const Features& b) {
  return a.grid() == b.grid() && a.channels() == b.channels() && a.type() == b.type() &&
         std::ranges::equal(a.bytes(), b.bytes());
}

}  // namespace panet::test
