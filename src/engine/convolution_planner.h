#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/dnnl_versions.h"
#include "engine/measured_choices.h"
#include "engine/packed_weights.h"
#include "engine/program_source.h"
#include "engine/winograd_convolution.h"

namespace panet {

// Numbers in oneDNN's memory: number = what lies there x scale, which is 1 for all but integers.
struct ScaledLayout {
  dnnl::memory::desc desc;
  float scale = 1;
};

// A convolution with its bias, its addition and its ReLU, as it will run. It wants its input in its
// own layout, type and scale.
struct ConvolutionPlan {
  dnnl::convolution_forward::primitive_desc primitive;  // of oneDNN, or ...
  std::shared_ptr<const WinogradConvolution> winograd;  // ... ours
  DnnlArguments factors;                                // which oneDNN's is given besides
  float input_scale, output_scale;

  dnnl::memory::desc source() const { return winograd ? winograd->source() : primitive.src_desc(); }
  dnnl::memory::desc result() const { return winograd ? winograd->result() : primitive.dst_desc(); }
};

// Decides how the convolutions of a program are computed.
class ConvolutionPlanner {
 public:
  // What is given must outlive the planner.
  ConvolutionPlanner(const ProgramSource& source, const dnnl::engine& engine,
                     MeasuredChoices& choices, PackedWeights& weights)
      : source_(source), engine_(engine), choices_(choices), weights_(weights) {}

  // The faster of the algorithms that there are for it. The sum with `addend`, which has a
  // pixel_layout where it is of integers, is made in place.
  ConvolutionPlan plan(const EncoderStep& step, const ScaledLayout& input,
                       const std::optional<ScaledLayout>& addend, int64_t dilation) const;

  // One, or one for each part of WinogradConvolution's.
  std::vector<PackedWeight> packed(const EncoderStep& step, const ConvolutionPlan& plan) const;

 private:
  using Type = dnnl::memory::data_type;

  std::optional<ConvolutionPlan> planned(const EncoderStep& step, const ScaledLayout& input,
                                         const std::optional<ScaledLayout>& addend,
                                         int64_t dilation, dnnl::algorithm algorithm) const;
  std::optional<ConvolutionPlan> planned_winograd(const EncoderStep& step,
                                                  const ScaledLayout& input,
                                                  const std::optional<ScaledLayout>& addend,
                                                  int64_t dilation) const;
  ConvolutionLayouts layouts_of(const EncoderStep& step, const dnnl::memory::desc& input,
                                const std::optional<ScaledLayout>& addend) const;
  std::function<void(dnnl::stream&)> trial(const ConvolutionPlan& plan) const;
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
