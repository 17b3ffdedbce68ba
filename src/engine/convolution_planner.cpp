#include "engine/convolution_planner.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "engine/availability.h"
#include "engine/least_seconds.h"
#include "engine/pixel_layout.h"
#include "engine/quantisation.h"
#include "panet/base/error.h"

namespace panet {
namespace {

using dnnl::memory;
using Type = memory::data_type;
using Tag = memory::format_tag;

constexpr int kTrials = 3;

memory::desc of_any_layout(const memory::dims& dims, Type type) {
  return {dims, type, Tag::any};
}

memory::desc with_type(const memory::desc& desc, Type type) {
  if (type_of(desc) == type) return desc;
  return {dims_of(desc), type, pixel_layout(desc).value()};
}

memory::dims weight_dims(const Convolution& convolution) {
  return {convolution.out_channels, convolution.in_channels, convolution.size, convolution.size};
}

ConvolutionSpacing spacing_of(const Convolution& convolution, int64_t dilation) {
  const int64_t stride = convolution.stride, padding = dilation * (convolution.size / 2);
  return {
      .stride = {stride, stride}, .dilation = {dilation, dilation}, .padding = {padding, padding}};
}

memory::desc bytes_desc(std::size_t bytes) {
  return {{static_cast<int64_t>(bytes)}, Type::u8, Tag::a};
}

memory zeros(const memory::desc& desc, const dnnl::engine& engine) {
  memory result(desc, engine);
  std::fill_n(static_cast<char*>(result.get_data_handle()), desc.get_size(), 0);
  return result;
}

// N x C x H x W, by which a choice is remembered.
memory::dims squared(const memory::dims& dims) {
  const int64_t side = square_side(dims[2], dims[3]);
  return {dims[0], dims[1], side, side};
}

// The weights' scales, and by what they are multiplied to get from integers to integers.
std::vector<float> channel_factors(std::span<const float> weight, int64_t out_channels,
                                   const ConvolutionPlan& plan) {
  auto factors = channel_scales(weight, out_channels);
  for (auto& factor : factors) factor *= plan.input_scale / plan.output_scale;
  return factors;
}

}  // namespace

std::span<const float> ConvolutionPlanner::numbers(const EncoderStep& step,
                                                   const char* kind) const {
  return source_.model.weights.at(fmt::format("{}.{}", step.name, kind)).values<float>();
}

// The images come as float32; all else is of the type that is wanted.
Type ConvolutionPlanner::input_type(const memory::desc& input) const {
  if (type_of(input) != Type::f32) return type_of(input);
  return is_integer() ? Type::s8 : dnnl_feature_type(source_.precision);
}

float ConvolutionPlanner::input_scale(const ScaledLayout& input) const {
  const bool is_images = type_of(input.desc) == Type::f32;
  return is_integer() && is_images ? signed_scale(source_.ranges.at(kImages)) : input.scale;
}

// The features are left as they are accumulated, unless something is added to them, which happens
// in place.
Type ConvolutionPlanner::output_type(const EncoderStep& step) const {
  if (!is_integer()) return dnnl_feature_type(source_.precision);
  const bool is_last = &step == &source_.model.graph.steps.back();
  if (is_last && !step.addend) return Type::f32;
  return step.relu ? Type::u8 : Type::s8;
}

float ConvolutionPlanner::output_scale(const EncoderStep& step) const {
  const auto type = output_type(step);
  if (type != Type::u8 && type != Type::s8) return 1;
  const float range = source_.ranges.at(step.name);
  return type == Type::u8 ? unsigned_scale(range) : signed_scale(range);
}

ConvolutionLayouts ConvolutionPlanner::layouts_of(const EncoderStep& step,
                                                  const memory::desc& input,
                                                  const std::optional<ScaledLayout>& addend) const {
  const auto& convolution = *step.convolution();
  auto dims = dims_of(input);
  dims[1] = convolution.out_channels;
  for (std::size_t d = 2; d < 4; ++d) dims[d] = (dims[d] - 1) / convolution.stride + 1;
  const auto type = input_type(input);
  return {.source = of_any_layout(dims_of(input), type),
          .weights = of_any_layout(weight_dims(convolution), is_integer() ? Type::s8 : type),
          .bias = of_any_layout({convolution.out_channels}, Type::f32),
          .result = addend ? with_type(addend->desc, output_type(step))
                           : of_any_layout(dims, output_type(step))};
}

// Nothing where oneDNN does not have the algorithm for this convolution.
std::optional<ConvolutionPlan> ConvolutionPlanner::planned(
    const EncoderStep& step, const ScaledLayout& input, const std::optional<ScaledLayout>& addend,
    int64_t dilation, dnnl::algorithm algorithm) const {
  const auto& convolution = *step.convolution();
  ConvolutionPlan plan = {.input_scale = input_scale(input), .output_scale = output_scale(step)};
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  if (is_integer())
    plan.factors = set_channel_factors(
        attributes, channel_factors(numbers(step, "weight"), convolution.out_channels, plan),
        engine_);
  dnnl::post_ops post_ops;
  if (addend)
    post_ops.append_sum(addend->scale / plan.output_scale, /*zero_point=*/0, type_of(addend->desc));
  if (step.relu) append_activation(post_ops, dnnl::algorithm::eltwise_relu);
  attributes.set_post_ops(post_ops);
  plan.primitive = planned_convolution(engine_, algorithm, layouts_of(step, input.desc, addend),
                                       spacing_of(convolution, dilation), attributes);
  if (!plan.primitive) return std::nullopt;
  return plan;
}

// Nothing where it is not of the kind, or the sum would not be made in place.
std::optional<ConvolutionPlan> ConvolutionPlanner::planned_winograd(
    const EncoderStep& step, const ScaledLayout& input, const std::optional<ScaledLayout>& addend,
    int64_t dilation) const {
  const auto& convolution = *step.convolution();
  if (source_.precision != Precision::kBFloat16 || !is_fast_on_cpu(Precision::kBFloat16) ||
      convolution.size != 3 || convolution.stride != 1)
    return std::nullopt;
  const auto winograd = std::make_shared<WinogradConvolution>(
      engine_, WinogradConvolution::Task{.input = dims_of(input.desc),
                                         .out_channels = convolution.out_channels,
                                         .dilation = dilation,
                                         .adds = addend.has_value(),
                                         .relu = step.relu});
  if (addend && addend->desc != winograd->result()) return std::nullopt;
  return ConvolutionPlan{.winograd = winograd, .input_scale = 1, .output_scale = 1};
}

// What computes a plan once, on zeros.
std::function<void(dnnl::stream&)> ConvolutionPlanner::trial(const ConvolutionPlan& plan) const {
  const auto source = zeros(plan.source(), engine_), result = zeros(plan.result(), engine_);
  if (const auto& winograd = plan.winograd) {
    const std::vector<PackedWeight> weights(
        static_cast<std::size_t>(winograd->parts()),
        {.weight = zeros(winograd->part_weight(), engine_),
         .bias = zeros({{winograd->part_channels()}, Type::f32, Tag::a}, engine_)});
    const auto scratch = zeros(bytes_desc(winograd->scratch_bytes()), engine_);
    return
        [=](dnnl::stream&) { winograd->run(source, weights, result, scratch.get_data_handle()); };
  }
  const auto& primitive = plan.primitive;
  DnnlArguments arguments = plan.factors;
  arguments.insert({{DNNL_ARG_SRC, source},
                    {DNNL_ARG_WEIGHTS, zeros(primitive.weights_desc(), engine_)},
                    {DNNL_ARG_BIAS, zeros(primitive.bias_desc(), engine_)},
                    {DNNL_ARG_DST, result},
                    {DNNL_ARG_SCRATCHPAD, zeros(primitive.scratchpad_desc(), engine_)}});
  return [=, convolution = dnnl::convolution_forward(primitive)](dnnl::stream& stream) {
    convolution.execute(stream, arguments);
  };
}

// Of the convolution, and of bringing the input into the layout that it wants.
double ConvolutionPlanner::seconds_of(const ConvolutionPlan& plan,
                                      const ScaledLayout& input) const {
  const auto given = zeros(input.desc, engine_), source = zeros(plan.source(), engine_);
  const dnnl::reorder reorder(given, source);
  const auto convolve = trial(plan);
  dnnl::stream stream(engine_);
  return least_seconds(kTrials, [&] {
    if (input.desc != plan.source())
      reorder.execute(stream, {{DNNL_ARG_FROM, given}, {DNNL_ARG_TO, source}});
    convolve(stream);
    stream.wait();
  });
}

ConvolutionPlan ConvolutionPlanner::plan(const EncoderStep& step, const ScaledLayout& input,
                                         const std::optional<ScaledLayout>& addend,
                                         int64_t dilation) const {
  const auto& convolution = *step.convolution();
  std::map<std::string, ConvolutionPlan> plans;
  std::vector<std::string> ways;
  const auto consider = [&](const std::string& way, std::optional<ConvolutionPlan> plan) {
    if (!plan) return;
    plans[way] = std::move(*plan);
    ways.push_back(way);
  };
  const auto onednn = [&](dnnl::algorithm algorithm) {
    return planned(step, input, addend, dilation, algorithm);
  };
  consider("direct", onednn(dnnl::algorithm::convolution_direct));
  if (source_.precision == Precision::kFloat32 && convolution.size == 3)
    consider("winograd", onednn(dnnl::algorithm::convolution_winograd));
  consider("winograd", planned_winograd(step, input, addend, dilation));
  if (ways.empty()) throw Error(fmt::format("oneDNN has no convolution for {}", step.name));
  const auto question =
      fmt::format("{} {} to {}, {} x {}, stride {}, dilation {}", text_of(source_.precision),
                  fmt::join(squared(dims_of(input.desc)), "x"), convolution.out_channels,
                  convolution.size, convolution.size, convolution.stride, dilation);
  return plans.at(choices_.choose(
      question, ways, [&](const std::string& way) { return seconds_of(plans.at(way), input); }));
}

PackedWeight ConvolutionPlanner::pack(const EncoderStep& step, const ConvolutionPlan& plan) const {
  const auto& convolution = *step.convolution();
  const auto weight = numbers(step, "weight"), given_bias = numbers(step, "bias");
  std::vector<float> bias(given_bias.begin(), given_bias.end());
  dnnl::primitive_attr attributes;
  DnnlArguments arguments;
  if (is_integer()) {
    auto scales = channel_scales(weight, convolution.out_channels);
    for (std::size_t c = 0; c < scales.size(); ++c)
      bias[c] /= kFactorsHoldForBias ? scales[c] * plan.input_scale : plan.output_scale;
    for (auto& scale : scales) scale = 1 / scale;
    arguments = set_reorder_factors(attributes, 1 << 0, scales, engine_);
  }
  const memory plain({weight_dims(convolution), Type::f32, Tag::oihw}, engine_,
                     const_cast<float*>(weight.data()));
  PackedWeight packed = {.weight = memory(plan.primitive.weights_desc(), engine_),
                         .bias = memory({{convolution.out_channels}, Type::f32, Tag::a}, engine_)};
  arguments.insert({{DNNL_ARG_FROM, plain}, {DNNL_ARG_TO, packed.weight}});
  dnnl::stream stream(engine_);
  dnnl::reorder(dnnl::reorder::primitive_desc(engine_, plain.get_desc(), engine_,
                                              packed.weight.get_desc(), attributes))
      .execute(stream, arguments);
  stream.wait();
  std::copy(bias.begin(), bias.end(), static_cast<float*>(packed.bias.get_data_handle()));
  return packed;
}

std::vector<PackedWeight> ConvolutionPlanner::packed(const EncoderStep& step,
                                                     const ConvolutionPlan& plan) const {
  if (!plan.winograd) {
    const auto name = fmt::format("{} {} {}", step.name, plan.input_scale, plan.output_scale);
    return {weights_.get(name, plan.primitive.weights_desc(), [&] { return pack(step, plan); })};
  }
  std::vector<PackedWeight> parts;
  for (int64_t part = 0; part < plan.winograd->parts(); ++part)
    parts.push_back(weights_.get(
        fmt::format("{} winograd {}", step.name, part), plan.winograd->part_weight(),
        [&] { return plan.winograd->pack(part, numbers(step, "weight"), numbers(step, "bias")); }));
  return parts;
}

}  // namespace panet
