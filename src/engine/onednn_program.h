#pragma once

#include <dnnl.hpp>
#include <functional>
#include <vector>

#include "engine/convolution_planner.h"
#include "engine/shared_buffers.h"
#include "panet/image/network_input.h"
#include "panet/model/features.h"

namespace panet {

// Whether a graph ends in convolutions that could be interleaved.
bool has_dilated_tail(const EncoderGraph& graph);

// An encoder compiled for images of one size: a list of oneDNN's primitives with bias, addition and
// ReLU fused into the convolutions, on values that keep the layout in which the convolutions like
// them, in as few buffers as there are values alive at once, which programs may share that run one
// after the other. Nothing is allocated when it runs but the features. What is added to a value is
// read by no later step.
//
// A 3x3 convolution in float32 or bfloat16 is computed directly or by Winograd's algorithm (Lavin
// and Gray 2016), as `choices` find faster: in float32 where oneDNN has both, which version 3 on
// CPUs has not, in bfloat16 by WinogradConvolution.
class OneDnnProgram {
 public:
  OneDnnProgram(const ProgramSource& source, PictureSize size, MeasuredChoices& choices,
                PackedWeights& weights, SharedBuffers& buffers);

  // As InferenceEngine::encode, of an image of the size. panet::Error where oneDNN fails, and
  // std::bad_alloc where it has too little memory.
  Features run(const NetworkInput& image);

 private:
  friend class ProgramCompiler;

  dnnl::engine engine_;
  dnnl::stream stream_;
  std::vector<std::function<void(dnnl::stream&)>> operations_;
  std::vector<dnnl::memory> buffers_;
  dnnl::memory images_;
  std::vector<dnnl::memory> features_;  // all values that lie where the features will
};

}  // namespace panet
