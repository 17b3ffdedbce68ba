#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "panet/model/convolution.h"
#include "panet/model/encoder.h"

namespace panet {

// What an encoder does, as data: each step makes one value of an earlier one. Value 0 is the
// images, value i + 1 what step i makes; the last value is the features.
struct EncoderStep {
  std::string name;                  // "conv1_1", "layer2.0.downsample", "pool1"
  std::size_t input;                 // the value it reads
  Convolution convolution{nullptr};  // without one: the maximum of 3x3, padded by 1
  Spacing spacing;
  std::optional<std::size_t> addend;  // a value added to what the convolution makes ...
  bool relu = false;                  // ... before the ReLU

  bool is_pool() const { return convolution.is_empty(); }
};

using EncoderGraph = std::vector<EncoderStep>;

// Runs a graph by LibTorch's operators, telling `on_value` of what each step made. Values are
// released as soon as no later step reads them.
using OnValue = std::function<void(std::size_t step, const torch::Tensor& value)>;
torch::Tensor interpret(
    const EncoderGraph& graph, const torch::Tensor& images,
    const OnValue& on_value = [](std::size_t, const torch::Tensor&) {});

enum class OutputStride { k8, k16 };

// An encoder that is described by its graph. LibTorch interprets it, with gradients, in training;
// inference engines (engine/inference_engine.h) compile it.
class GraphEncoder : public Encoder {
 public:
  virtual EncoderGraph graph(OutputStride stride) const = 0;

  torch::Tensor forward(const torch::Tensor& images) final;
  torch::Tensor forward_at_stride_16(const torch::Tensor& images) final;

 protected:
  using Encoder::Encoder;
};

}  // namespace panet
