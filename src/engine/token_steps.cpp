// The steps of vision transformers. From the patches to the features, values are tokens x numbers,
// one token after the other: the sums that blocks add to in float32, all else in the precision of
// the program.

#include <fmt/format.h>

#include <algorithm>

#include "base/parallel.h"
#include "engine/blocked_attention.h"
#include "engine/gated_unit.h"
#include "engine/layer_norm.h"
#include "engine/patch_rows.h"
#include "engine/program_compiler.h"

namespace panet {
namespace {

using dnnl::memory;
using Type = memory::data_type;
using Tag = memory::format_tag;

constexpr int64_t kTokensPerTask = 64;

memory::desc matrix(int64_t height, int64_t width, Type type, Tag tag = Tag::ab) {
  return {{height, width}, type, tag};
}

dnnl::primitive_attr attributes_with(const dnnl::post_ops& post_ops) {
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  attributes.set_post_ops(post_ops);
  return attributes;
}

// weight: out x in. Packed as a product of rows wants it.
memory packed_weight(std::span<const float> weight, const memory::desc& layout,
                     const dnnl::engine& engine) {
  const auto dims = dims_of(layout);
  const memory plain(matrix(dims[0], dims[1], Type::f32, Tag::ba), engine,
                     const_cast<float*>(weight.data()));
  memory packed(layout, engine);
  dnnl::stream stream(engine);
  dnnl::reorder(plain, packed).execute(stream, {{DNNL_ARG_FROM, plain}, {DNNL_ARG_TO, packed}});
  stream.wait();
  return packed;
}

memory copied(std::span<const float> numbers, const dnnl::engine& engine) {
  memory copy(matrix(1, std::ssize(numbers), Type::f32), engine);
  std::ranges::copy(numbers, static_cast<float*>(copy.get_data_handle()));
  return copy;
}

void copy_rows(const Map<float>& from, float* to) {
  parallel_for(0, from.height(), kTokensPerTask, [&](int64_t first, int64_t last) {
    std::copy(from.row(first).data(), from.row(first).data() + (last - first) * from.width(),
              to + first * from.width());
  });
}

}  // namespace

int64_t ProgramCompiler::tokens_of(std::size_t value) const {
  return dims_of(values_[value].desc)[0];
}

std::span<const float> ProgramCompiler::numbers(const EncoderStep& step, const char* kind) const {
  return source_.model.weights.at(fmt::format("{}.{}", step.name, kind)).values<float>();
}

// The patches of the images, a row each.
std::size_t ProgramCompiler::rows_of_patches(int64_t patch, std::size_t images) {
  const auto rows = add_value(matrix(patches_.height * patches_.width, 3 * patch * patch,
                                     dnnl_feature_type(source_.precision)),
                              1);
  add_operation({.reads = {images},
                 .writes = rows,
                 .start = [=](const auto& values, const memory&) -> Operation::Run {
                   return [=, from = values[images], to = values[rows]](dnnl::stream&) {
                     patch_rows(patch, from, to);
                   };
                 }});
  return rows;
}

// The product adds to what stands there already: for each patch its position and the bias.
std::size_t ProgramCompiler::result_of(const PatchEmbedding& embedding, const EncoderStep& step,
                                       std::size_t images) {
  const auto rows = rows_of_patches(embedding.patch, images);
  const auto source = values_[rows].desc;
  const int64_t patches = dims_of(source)[0], inputs = dims_of(source)[1], width = embedding.width;
  dnnl::post_ops post_ops;
  post_ops.append_sum(1);
  const dnnl::matmul::primitive_desc plan =
      planned_product(engine_, source, matrix(inputs, width, type_of(source), Tag::any),
                      matrix(patches, width, Type::f32), attributes_with(post_ops));
  const auto packed = weights_.get(step.name, plan.weights_desc(), [&]() -> PackedWeight {
    return {packed_weight(in_order_of_pixels(embedding, numbers(step, "weight")),
                          plan.weights_desc(), engine_),
            {}};
  });
  const auto learnt = embedding.grid > 0 ? numbers(step, "positions") : std::span<const float>();
  const auto offsets = std::make_shared<const Map<float>>(
      token_offsets(embedding, numbers(step, "bias"), learnt, patches_));
  const auto prefix = numbers(step, "prefix");
  const auto tokens = add_value(matrix(embedding.prefix + patches, width, Type::f32), 1);
  add_operation({.reads = {rows},
                 .writes = tokens,
                 .scratch_bytes = plan.scratchpad_desc().get_size(),
                 .start = [=, this](const auto& values, const memory& scratch) -> Operation::Run {
                   auto* const first = static_cast<float*>(values[tokens].get_data_handle());
                   auto* const of_patches = first + prefix.size();
                   const DnnlArguments arguments = {
                       {DNNL_ARG_SRC, values[rows]},
                       {DNNL_ARG_WEIGHTS, packed.weight},
                       {DNNL_ARG_DST, memory(plan.dst_desc(), engine_, of_patches)},
                       {DNNL_ARG_SCRATCHPAD,
                        memory(plan.scratchpad_desc(), engine_, scratch.get_data_handle())}};
                   return [=, product = dnnl::matmul(plan)](dnnl::stream& stream) {
                     std::ranges::copy(prefix, first);
                     copy_rows(*offsets, of_patches);
                     product.execute(stream, arguments);
                   };
                 }});
  return tokens;
}

// What loses its prefix is the features.
std::size_t ProgramCompiler::result_of(const LayerNorm& norm, const EncoderStep& step,
                                       std::size_t tokens) {
  const auto type = dnnl_feature_type(source_.precision);
  const memory::desc features({1, norm.width, patches_.height, patches_.width}, type, Tag::nhwc);
  const auto result =
      add_value(norm.dropped > 0 ? features : matrix(tokens_of(tokens), norm.width, type), 1);
  add_operation({.reads = {tokens},
                 .writes = result,
                 .start = [=, weight = numbers(step, "weight"), bias = numbers(step, "bias")](
                              const auto& values, const memory&) -> Operation::Run {
                   return [=, from = values[tokens], to = values[result]](dnnl::stream& stream) {
                     stream.wait();
                     layer_norm(norm, weight, bias, from, to);
                   };
                 }});
  return result;
}

std::size_t ProgramCompiler::result_of(const Linear& linear, const EncoderStep& step,
                                       std::size_t tokens, std::optional<std::size_t> addend) {
  const auto type = dnnl_feature_type(source_.precision);
  const int64_t count = tokens_of(tokens);
  dnnl::post_ops post_ops;
  if (addend) post_ops.append_sum(1);
  if (linear.gelu) append_activation(post_ops, dnnl::algorithm::eltwise_gelu_erf);
  const auto plan = planned_linear(engine_,
                                   {.source = matrix(count, linear.in, type),
                                    .weights = matrix(linear.in, linear.out, type, Tag::any),
                                    .bias = matrix(1, linear.out, Type::f32),
                                    .result = matrix(count, linear.out, addend ? Type::f32 : type)},
                                   attributes_with(post_ops));
  const auto [weight, bias] = weights_.get(step.name, plan.weights_desc(), [&]() -> PackedWeight {
    return {packed_weight(numbers(step, "weight"), plan.weights_desc(), engine_),
            copied(numbers(step, "bias"), engine_)};
  });
  const auto result = add_value(plan.dst_desc(), 1, addend);
  add_primitive(dnnl::matmul(plan), plan.scratchpad_desc(),
                {{DNNL_ARG_SRC, tokens}, {DNNL_ARG_DST, result}},
                {{DNNL_ARG_WEIGHTS, weight}, {DNNL_ARG_BIAS, bias}});
  return result;
}

std::size_t ProgramCompiler::result_of(const GatedUnit& unit, std::size_t tokens) {
  const auto result =
      add_value(matrix(tokens_of(tokens), unit.width, dnnl_feature_type(source_.precision)), 1);
  add_operation({.reads = {tokens},
                 .writes = result,
                 .start = [=](const auto& values, const memory&) -> Operation::Run {
                   return [=, from = values[tokens], to = values[result]](dnnl::stream& stream) {
                     stream.wait();
                     gated_unit(unit, from, to);
                   };
                 }});
  return result;
}

std::size_t ProgramCompiler::result_of(const Attention& attention, std::size_t tokens) {
  const auto type = dnnl_feature_type(source_.precision);
  const auto plan = std::make_shared<const BlockedAttention>(
      engine_,
      BlockedAttention::Task{
          .attention = attention, .tokens = tokens_of(tokens), .patches = patches_, .type = type});
  const auto result = add_value(matrix(tokens_of(tokens), attention.width, type), 1);
  add_operation({.reads = {tokens},
                 .writes = result,
                 .scratch_bytes = plan->scratch_bytes(),
                 .start = [=](const auto& values, const memory& scratch) -> Operation::Run {
                   return [=, from = values[tokens], to = values[result]](dnnl::stream& stream) {
                     stream.wait();
                     plan->run(from, to, scratch.get_data_handle());
                   };
                 }});
  return result;
}

std::size_t ProgramCompiler::token_value(const EncoderStep& step, std::size_t input,
                                         std::optional<std::size_t> addend) {
  if (const auto* const p = std::get_if<PatchEmbedding>(&step.operation))
    return result_of(*p, step, input);
  if (const auto* const norm = std::get_if<LayerNorm>(&step.operation))
    return result_of(*norm, step, input);
  if (const auto* const linear = std::get_if<Linear>(&step.operation))
    return result_of(*linear, step, input, addend);
  if (const auto* const unit = std::get_if<GatedUnit>(&step.operation))
    return result_of(*unit, input);
  return result_of(std::get<Attention>(step.operation), input);
}

}  // namespace panet
