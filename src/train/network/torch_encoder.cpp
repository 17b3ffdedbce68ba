#include "panet/train/network/torch_encoder.h"

#include <fmt/format.h>

#include "panet/base/error.h"
#include "train/network/torch_tensors.h"
#include "train/network/torch_tokens.h"

namespace panet {
namespace {

// A copy, channels last.
torch::Tensor parameter_of(const StoredTensor& weights, const TorchEncoderOptions& options) {
  const auto copied = tensor_view(weights).to(options.device, options.precision,
                                              /*non_blocking=*/false, /*copy=*/true);
  return copied.dim() == 4 ? copied.contiguous(torch::MemoryFormat::ChannelsLast) : copied;
}

// With one thread LibTorch leaves 1x1 convolutions of float32 to BLAS, which may be the reference
// one, unless they are dilated; which of a single pixel says nothing.
int64_t dilation_of(const Convolution& convolution, const torch::Tensor& input) {
  return convolution.size == 1 && input.is_cpu() ? 2 : convolution.dilation;
}

torch::Tensor convolved(const Convolution& convolution, const torch::Tensor& input,
                        const TorchEncoder::Parameters& parameters) {
  const auto precision = input.scalar_type();
  return torch::conv2d(input, parameters[0].to(precision), parameters[1].to(precision),
                       convolution.stride, convolution.dilation * (convolution.size / 2),
                       dilation_of(convolution, input));
}

torch::Tensor pooled(const MaxPool& pool, const torch::Tensor& input) {
  return torch::max_pool2d(input, pool.size, pool.stride, pool.size / 2);
}

torch::Tensor value_of(const EncoderStep& step, const TorchEncoder::Parameters& parameters,
                       const std::vector<torch::Tensor>& values, PictureSize patches) {
  const auto& input = values[step.input];
  const auto* const convolution = step.convolution();
  const auto* const pool = std::get_if<MaxPool>(&step.operation);
  auto value = convolution != nullptr ? convolved(*convolution, input, parameters)
               : pool != nullptr      ? pooled(*pool, input)
                                      : token_value(step, parameters, input, patches);
  if (step.addend) value += values[*step.addend];
  return step.relu ? value.relu_() : value;
}

// Of a vision transformer.
PictureSize patches_of(const EncoderGraph& graph, const torch::Tensor& images) {
  const int64_t height = images.size(2), width = images.size(3), stride = graph.input.stride;
  if (graph.input.whole_patches && (height % stride != 0 || width % stride != 0))
    throw Error(
        fmt::format("an image for the encoder is {} x {} pixels, expected whole patches of {} x {}",
                    height, width, stride, stride));
  return {feature_size(height, graph.input), feature_size(width, graph.input)};
}

// For each value the last step that reads it; for the features, the number of steps.
std::vector<std::size_t> last_uses(const std::vector<EncoderStep>& steps) {
  std::vector<std::size_t> last(steps.size() + 1, steps.size());
  for (std::size_t i = 0; i < steps.size(); ++i) {
    last[steps[i].input] = i;
    if (steps[i].addend) last[*steps[i].addend] = i;
  }
  return last;
}

}  // namespace

TorchEncoder::TorchEncoder(const Model& model, const TorchEncoderOptions& options)
    : graph_(model.graph) {
  const auto add = [&](const std::string& name) {
    parameters_.push_back({name, parameter_of(model.weights.at(name), options)});
    return parameters_.back().tensor;
  };
  for (const auto& step : graph_.steps) {
    auto& parameters = of_steps_.emplace_back();
    for (const auto& [name, shape] : weight_shapes(step)) parameters.push_back(add(name));
  }
}

// The graph differs from the encoder's in strides and dilations alone. Values are released as soon
// as no later step reads them.
torch::Tensor TorchEncoder::computed(const EncoderGraph& graph, const torch::Tensor& images) const {
  const PictureSize patches = patches_of(graph, images);
  const auto last_use = last_uses(graph.steps);
  std::vector<torch::Tensor> values = {images.contiguous(torch::MemoryFormat::ChannelsLast)};
  for (std::size_t i = 0; i < graph.steps.size(); ++i) {
    values.push_back(value_of(graph.steps[i], of_steps_[i], values, patches));
    for (std::size_t v = 0; v <= i; ++v)
      if (last_use[v] == i) values[v].reset();
  }
  return values.back();
}

torch::Tensor TorchEncoder::forward(const torch::Tensor& images) const {
  return computed(graph_, images);
}

torch::Tensor TorchEncoder::forward_at_stride_16(const torch::Tensor& images) const {
  if (graph_.is_transformer()) return forward(images).slice(2, 0, {}, 2).slice(3, 0, {}, 2);
  return computed(encoder_graph(graph_.options, OutputStride::k16), images);
}

}  // namespace panet
