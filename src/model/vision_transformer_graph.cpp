#include "model/vision_transformer_graph.h"

#include <fmt/format.h>

namespace panet {
namespace {

using Operation = decltype(EncoderStep::operation);

// A step that reads what the last one made.
void append(EncoderGraph& graph, std::string name, Operation operation,
            std::optional<std::size_t> addend = {}) {
  graph.steps.push_back({.name = std::move(name),
                         .input = graph.steps.size(),
                         .operation = std::move(operation),
                         .addend = addend});
}

// What the original code has.
double epsilon_of(const VisionTransformer& sizes) {
  return sizes.is_rotary() ? 1e-5 : 1e-6;
}

void append_attention(EncoderGraph& graph, const std::string& block,
                      const VisionTransformer& sizes) {
  const auto tokens = graph.steps.size();
  const int64_t width = sizes.width;
  append(graph, block + "norm1", LayerNorm{.width = width, .epsilon = epsilon_of(sizes)});
  append(graph, block + "qkv", Linear{.in = width, .out = 3 * width});
  append(graph, block + "attention",
         Attention{.width = width, .prefix = 1 + sizes.registers, .is_rotary = sizes.is_rotary()});
  append(graph, block + "proj", Linear{.in = width, .out = width}, tokens);
}

void append_perceptron(EncoderGraph& graph, const std::string& block,
                       const VisionTransformer& sizes) {
  const auto tokens = graph.steps.size();
  const int64_t width = sizes.width, hidden = sizes.hidden;
  append(graph, block + "norm2", LayerNorm{.width = width, .epsilon = epsilon_of(sizes)});
  append(graph, block + "fc1",
         Linear{.in = width, .out = sizes.is_gated ? 2 * hidden : hidden, .gelu = !sizes.is_gated});
  if (sizes.is_gated) append(graph, block + "gate", GatedUnit{.width = hidden});
  append(graph, block + "fc2", Linear{.in = hidden, .out = width}, tokens);
}

InputFormat input_of(const VisionTransformer& sizes) {
  return {.stride = sizes.patch,
          .whole_patches = true,
          .default_size = sizes.is_rotary() ? 32 * sizes.patch : sizes.grid * sizes.patch};
}

}  // namespace

EncoderGraph vision_transformer_graph(const VisionTransformer& sizes) {
  EncoderGraph graph{.options = {.architecture = name_of(sizes), .transformer = sizes},
                     .channels = sizes.width,
                     .input = input_of(sizes)};
  const int64_t prefix = 1 + sizes.registers;
  append(graph, "patches",
         PatchEmbedding{.patch = sizes.patch,
                        .width = sizes.width,
                        .prefix = prefix,
                        .grid = sizes.grid,
                        .interpolation = sizes.registers > 0 ? PositionInterpolation::kAntialiased
                                                             : PositionInterpolation::kBicubic});
  for (int64_t b = 0; b < sizes.depth; ++b) {
    const auto block = fmt::format("blocks.{}.", b);
    append_attention(graph, block, sizes);
    append_perceptron(graph, block, sizes);
  }
  append(graph, "norm",
         LayerNorm{.width = sizes.width, .epsilon = epsilon_of(sizes), .dropped = prefix});
  return graph;
}

}  // namespace panet
