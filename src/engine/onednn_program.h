#pragma once

#include <torch/types.h>

#include <dnnl.hpp>
#include <functional>
#include <vector>

#include "engine/convolution_planner.h"

namespace panet {

// Whether a graph ends in convolutions that could be interleaved.
bool has_dilated_tail(const EncoderGraph& graph);

// An encoder compiled for images of one size: a list of oneDNN's primitives with bias, addition and
// ReLU fused into the convolutions, on values that keep the layout in which the convolutions like
// them, in as few buffers as there are values alive at once. Nothing is allocated when it runs but
// the features.
//
// A 3x3 convolution in float32 is computed directly or by Winograd's algorithm (Lavin and Gray
// 2016), as `choices` find faster.
class OneDnnProgram {
 public:
  OneDnnProgram(const ProgramSource& source, const dnnl::memory::dims& images,
                MeasuredChoices& choices, PackedWeights& weights);

  // As InferenceEngine::encode.
  torch::Tensor run(const torch::Tensor& images);

 private:
  friend class ProgramCompiler;

  dnnl::engine engine_;
  dnnl::stream stream_;
  std::vector<std::function<void(dnnl::stream&)>> operations_;
  std::vector<torch::Tensor> buffers_;
  dnnl::memory images_;
  std::vector<dnnl::memory> features_;  // all values that lie where the features will
  torch::ScalarType feature_type_;
};

}  // namespace panet
