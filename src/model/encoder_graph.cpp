#include "panet/model/encoder_graph.h"

namespace panet {
namespace {

torch::Tensor result_of(const EncoderStep& step, const std::vector<torch::Tensor>& values) {
  const auto& input = values[step.input];
  if (step.is_pool()) return torch::max_pool2d(input, 3, step.spacing.stride, 1);
  auto convolution = step.convolution;
  auto output = convolution(input, step.spacing);
  if (step.addend) output += values[*step.addend];
  return step.relu ? output.relu_() : output;
}

// For each value the last step that reads it; for the features, the number of steps.
std::vector<std::size_t> last_uses(const EncoderGraph& graph) {
  std::vector<std::size_t> last(graph.size() + 1, graph.size());
  for (std::size_t i = 0; i < graph.size(); ++i) {
    last[graph[i].input] = i;
    if (graph[i].addend) last[*graph[i].addend] = i;
  }
  return last;
}

}  // namespace

torch::Tensor interpret(const EncoderGraph& graph, const torch::Tensor& images,
                        const OnValue& on_value) {
  const auto last_use = last_uses(graph);
  std::vector<torch::Tensor> values = {images.contiguous(torch::MemoryFormat::ChannelsLast)};
  for (std::size_t i = 0; i < graph.size(); ++i) {
    values.push_back(result_of(graph[i], values));
    on_value(i, values.back());
    for (std::size_t v = 0; v <= i; ++v)
      if (last_use[v] == i) values[v].reset();
  }
  return values.back();
}

torch::Tensor GraphEncoder::forward(const torch::Tensor& images) {
  return interpret(graph(OutputStride::k8), images);
}

torch::Tensor GraphEncoder::forward_at_stride_16(const torch::Tensor& images) {
  return interpret(graph(OutputStride::k16), images);
}

}  // namespace panet
