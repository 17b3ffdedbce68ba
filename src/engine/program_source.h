#pragma once

#include <torch/types.h>

#include <dnnl.hpp>

#include "panet/engine/activation_ranges.h"
#include "panet/model/encoder_graph.h"

namespace panet {

// Whether dilated convolutions are computed on interleaved pictures (engine/interleaving.h).
enum class Dilation { kAsWritten, kInterleaved };

// What a program is compiled of.
struct ProgramSource {
  EncoderGraph graph;
  torch::ScalarType precision;  // kFloat32, kBFloat16, kInt8
  ActivationRanges ranges;      // for kInt8
  Dilation dilation = Dilation::kAsWritten;
};

// oneDNN's name of the type that feature_type() tells.
inline dnnl::memory::data_type dnnl_feature_type(torch::ScalarType precision) {
  using Type = dnnl::memory::data_type;
  return precision == torch::kFloat32 ? Type::f32 : Type::bf16;
}

}  // namespace panet
