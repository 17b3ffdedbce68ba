#pragma once

#include <dnnl.hpp>
#include <functional>
#include <span>

#include "engine/activation_ranges.h"
#include "panet/model/precision.h"
#include "panet/weights/model_file.h"

namespace panet {

// Whether dilated convolutions are computed on interleaved pictures (engine/interleaving.h).
enum class Dilation { kAsWritten, kInterleaved };

// Looks at what a step of the graph made: h x w x channels.
using OnValue = std::function<void(const EncoderStep& step, std::span<const float> values)>;

// What a program is compiled of.
struct ProgramSource {
  const Model& model;  // must outlive the programs
  Precision precision = Precision::kFloat32;
  ActivationRanges ranges = {};  // for convolutions in kInt8
  Dilation dilation = Dilation::kAsWritten;
  OnValue on_value = {};  // for kFloat32, dilated as written
};

// The type of the features.
inline dnnl::memory::data_type dnnl_feature_type(Precision precision) {
  using Type = dnnl::memory::data_type;
  return precision == Precision::kFloat32 ? Type::f32 : Type::bf16;
}

}  // namespace panet
