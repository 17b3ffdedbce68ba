#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/dnnl_versions.h"
#include "engine/measured_choices.h"
#include "engine/packed_weights.h"
#include "engine/program_source.h"

namespace panet {

// Numbers in oneDNN's memory: number = what lies there x scale, which is 1 for all but integers.
struct ScaledLayout {
  dnnl::memory::desc desc;
  float scale = 1;
};

// A convolution with its bias, its addition and its ReLU, as oneDNN will run it. It wants its input
// in its own layout, type and scale.
struct ConvolutionPlan {
  dnnl::convolution_forward::primitive_desc primitive;
  DnnlArguments factors;  // which it is given besides
  float input_scale, output_scale;
};

// Decides how the convolutions of a program are computed.
class ConvolutionPlanner {
 public:
  // What is given must outlive the planner.
  ConvolutionPlanner(const ProgramSource& source, const dnnl::engine& engine,
                     MeasuredChoices& choices, PackedWeights& weights)
      : source_(source), engine_(engine), choices_(choices), weights_(weights) {}

  // The faster of the algorithms that oneDNN has for it. The sum with `addend`, which has a
  // pixel_layout where it is of integers, is made in place.
  ConvolutionPlan plan(const EncoderStep& step, const ScaledLayout& input,
                       const std::optional<ScaledLayout>& addend, int64_t dilation) const;

  PackedWeight packed(const EncoderStep& step, const ConvolutionPlan& plan) const;

 private:
  using Type = dnnl::memory::data_type;

  std::optional<ConvolutionPlan> planned(const EncoderStep& step, const ScaledLayout& input,
                                         const std::optional<ScaledLayout>& addend,
                                         int64_t dilation, dnnl::algorithm algorithm) const;
  ConvolutionLayouts layouts_of(const EncoderStep& step, const dnnl::memory::desc& input,
                                const std::optional<ScaledLayout>& addend) const;
  double seconds_of(const ConvolutionPlan& plan, const ScaledLayout& input) const;
  PackedWeight pack(const EncoderStep& step, const ConvolutionPlan& plan) const;

  bool is_integer() const { return source_.precision == Precision::kInt8; }
  Type input_type(const dnnl::memory::desc& input) const;
  float input_scale(const ScaledLayout& input) const;
  Type output_type(const EncoderStep& step) const;
  float output_scale(const EncoderStep& step) const;
  std::span<const float> numbers(const EncoderStep& step, const char* kind) const;

  const ProgramSource& source_;
  dnnl::engine engine_;
  MeasuredChoices& choices_;
  PackedWeights& weights_;
};

}  // namespace panet
