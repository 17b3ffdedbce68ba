#include "engine/convolution_planner.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "engine/least_seconds.h"
#include "engine/quantisation.h"
#include "panet/file/error.h"
#include "panet/model/precision.h"

namespace panet {
namespace {

using dnnl::memory;
using Type = memory::data_type;
using Tag = memory::format_tag;

constexpr int kTrials = 3;

memory::desc of_any_layout(const memory::dims& dims, Type type) {
  return {dims, type, Tag::any};
}

memory zeros(const memory::desc& desc, const dnnl::engine& engine) {
  memory result(desc, engine);
  std::fill_n(static_cast<char*>(result.get_data_handle()), desc.get_size(), 0);
  return result;
}

}  // namespace

// The features are left as they are accumulated, unless something is added to them, which happens
// in place.
Type ConvolutionPlanner::output_type(const EncoderStep& step) const {
  if (!is_integer()) return dnnl_feature_type(source_.precision);
  const bool is_last = &step == &source_.graph.back();
  if (is_last && !step.addend) return Type::f32;
  return step.relu ? Type::u8 : Type::s8;
}

float ConvolutionPlanner::output_scale(const EncoderStep& step) const {
  const auto type = output_type(step);
  if (type != Type::u8 && type != Type::s8) return 1;
  const float range = source_.ranges.at(step.name);
  return type == Type::u8 ? unsigned_scale(range) : signed_scale(range);
}

// Nothing where oneDNN does not have the algorithm for this convolution.
std::optional<ConvolutionPlan> ConvolutionPlanner::planned(
    const EncoderStep& step, const ScaledLayout& input, const std::optional<ScaledLayout>& addend,
    int64_t dilation, dnnl::algorithm algorithm) const {
  const auto& weight = step.convolution->weight();
  const int64_t size = weight.size(2), stride = step.spacing.stride;
  const int64_t padding = dilation * (size / 2);
  auto dims = input.desc.dims();
  dims[1] = weight.size(0);
  for (std::size_t d = 2; d < 4; ++d) dims[d] = (dims[d] - 1) / stride + 1;

  const bool is_images = input.desc.data_type() == Type::f32;  // else of the type that is wanted
  const Type images_type = is_integer() ? Type::s8 : dnnl_feature_type(source_.precision);
  const Type input_type = is_images ? images_type : input.desc.data_type();
  auto output = of_any_layout(dims, output_type(step));
  if (addend) {
    output = addend->desc;
    output.data.data_type = memory::convert_to_c(output_type(step));
  }
  const dnnl::convolution_forward::desc description(
      dnnl::prop_kind::forward_inference, algorithm, of_any_layout(input.desc.dims(), input_type),
      of_any_layout({weight.size(0), weight.size(1), size, size},
                    is_integer() ? Type::s8 : input_type),
      of_any_layout({weight.size(0)}, Type::f32), output, {stride, stride},
      {dilation - 1, dilation - 1}, {padding, padding}, {padding, padding});

  ConvolutionPlan plan = {.primitive = {},
                          .input_scale = is_integer() && is_images
                                             ? signed_scale(source_.ranges.at(kImages))
                                             : input.scale,
                          .output_scale = output_scale(step)};
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  if (is_integer()) {
    auto scales = channel_scales(weight);
    for (auto& scale : scales) scale *= plan.input_scale / plan.output_scale;
    attributes.set_output_scales(1 << 1, scales);
  }
  dnnl::post_ops post_ops;
  if (addend) post_ops.append_sum(addend->scale / plan.output_scale, addend->desc.data_type());
  if (step.relu) post_ops.append_eltwise(1, dnnl::algorithm::eltwise_relu, 0, 0);
  attributes.set_post_ops(post_ops);

  const bool may_be_missing = true;
  plan.primitive = {description, attributes, engine_, may_be_missing};
  if (!plan.primitive) return std::nullopt;
  return plan;
}

// Of the convolution, and of bringing the input into the layout that it wants.
double ConvolutionPlanner::seconds_of(const ConvolutionPlan& plan,
                                      const ScaledLayout& input) const {
  const auto& primitive = plan.primitive;
  const auto given = zeros(input.desc, engine_), source = zeros(primitive.src_desc(), engine_);
  const dnnl::reorder reorder(given, source);
  const dnnl::convolution_forward convolution(primitive);
  const std::unordered_map<int, memory> arguments = {
      {DNNL_ARG_SRC, source},
      {DNNL_ARG_WEIGHTS, zeros(primitive.weights_desc(), engine_)},
      {DNNL_ARG_BIAS, zeros(primitive.bias_desc(), engine_)},
      {DNNL_ARG_DST, zeros(primitive.dst_desc(), engine_)},
      {DNNL_ARG_SCRATCHPAD, zeros(primitive.scratchpad_desc(), engine_)}};
  dnnl::stream stream(engine_);
  return least_seconds(kTrials, [&] {
    if (input.desc != primitive.src_desc())
      reorder.execute(stream, {{DNNL_ARG_FROM, given}, {DNNL_ARG_TO, source}});
    convolution.execute(stream, arguments);
    stream.wait();
  });
}

ConvolutionPlan ConvolutionPlanner::plan(const EncoderStep& step, const ScaledLayout& input,
                                         const std::optional<ScaledLayout>& addend,
                                         int64_t dilation) const {
  const auto& weight = step.convolution->weight();
  std::map<std::string, ConvolutionPlan> plans;
  std::vector<std::string> ways;
  const auto consider = [&](const std::string& way, dnnl::algorithm algorithm) {
    if (auto plan = planned(step, input, addend, dilation, algorithm)) {
      plans[way] = std::move(*plan);
      ways.push_back(way);
    }
  };
  consider("direct", dnnl::algorithm::convolution_direct);
  if (source_.precision == torch::kFloat32 && weight.size(2) == 3)
    consider("winograd", dnnl::algorithm::convolution_winograd);
  if (ways.empty()) throw Error(fmt::format("oneDNN has no convolution for {}", step.name));
  const auto question =
      fmt::format("{} {} to {}, {} x {}, stride {}, dilation {}", name_of(source_.precision),
                  fmt::join(input.desc.dims(), "x"), weight.size(0), weight.size(2), weight.size(3),
                  step.spacing.stride, dilation);
  return plans.at(choices_.choose(
      question, ways, [&](const std::string& way) { return seconds_of(plans.at(way), input); }));
}

const PackedWeight& ConvolutionPlanner::packed(const EncoderStep& step,
                                               const ConvolutionPlan& plan) const {
  const auto desc = plan.primitive.weights_desc();
  const std::string layout(reinterpret_cast<const char*>(&desc.data), sizeof(desc.data));
  const auto key = fmt::format("{} {} ", step.name, plan.input_scale) + layout;
  if (const auto found = weights_.find(key); found != weights_.end()) return found->second;

  const auto weight = step.convolution->weight().detach().to(torch::kFloat32).contiguous();
  auto bias = step.convolution->bias().detach().to(torch::kFloat32).clone();
  dnnl::primitive_attr attributes;
  if (is_integer()) {
    auto scales = channel_scales(weight);
    for (std::size_t c = 0; c < scales.size(); ++c)
      bias[static_cast<int64_t>(c)] /= scales[c] * plan.input_scale;
    for (auto& scale : scales) scale = 1 / scale;
    attributes.set_output_scales(1 << 0, scales);
  }
  const memory plain({weight.sizes().vec(), Type::f32, Tag::oihw}, engine_, weight.data_ptr());
  PackedWeight packed = {.weight = memory(desc, engine_),
                         .bias = memory({{bias.numel()}, Type::f32, Tag::a}, engine_)};
  dnnl::stream stream(engine_);
  dnnl::reorder(dnnl::reorder::primitive_desc(engine_, plain.get_desc(), engine_, desc, attributes))
      .execute(stream, {{DNNL_ARG_FROM, plain}, {DNNL_ARG_TO, packed.weight}});
  stream.wait();
  std::copy_n(bias.data_ptr<float>(), bias.numel(),
              static_cast<float*>(packed.bias.get_data_handle()));
  return weights_.emplace(key, std::move(packed)).first->second;
}

}  // namespace panet
