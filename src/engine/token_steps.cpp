// The steps of vision transformers. From the patches to the features, values are tokens x numbers,
// one token after the other: the sums that blocks add to in float32, all else in the precision of
// the program.

#include <fmt/format.h>

#include <algorithm>

#include "base/parallel.h"
#include "engine/blocked_attention.h"
#include "engine/gated_unit.h"
#include "engine/layer_norm.h"
#include "engine/matrices.h"
#include "engine/patch_rows.h"
#include "engine/program_compiler.h"
#include "engine/quantised_product.h"
#include "engine/token_product.h"

namespace panet {
namespace {

using dnnl::memory;
using Type = memory::data_type;
using Tag = memory::format_tag;

constexpr int64_t kTokensPerTask = 64;

// What stands between the layers. Where bfloat16 would have to be emulated, integers do without.
Type token_type(Precision precision) {
  if (precision == Precision::kInt8 && !cpu_has_bfloat16()) return Type::f32;
  return dnnl_feature_type(precision);
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
  const auto rows = add_value(
      matrix(patches_.height * patches_.width, 3 * patch * patch, token_type(source_.precision)),
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
  const auto product =
      std::make_shared<const TokenProduct>(engine_, TokenProduct::Task{.rows = dims_of(source)[0],
                                                                       .in = dims_of(source)[1],
                                                                       .out = embedding.width,
                                                                       .source = type_of(source),
                                                                       .result = Type::f32,
                                                                       .has_bias = false,
                                                                       .adds = true});
  const auto packed = weights_.get(step.name, product->weight(), [&] {
    return product->packed(in_order_of_pixels(embedding, numbers(step, "weight")), {});
  });
  const auto learnt = embedding.grid > 0 ? numbers(step, "positions") : std::span<const float>();
  const auto offsets = std::make_shared<const Map<float>>(
      token_offsets(embedding, numbers(step, "bias"), learnt, patches_));
  const auto prefix = numbers(step, "prefix");
  const auto tokens =
      add_value(matrix(embedding.prefix + offsets->height(), embedding.width, Type::f32), 1);
  add_operation({.reads = {rows},
                 .writes = tokens,
                 .scratch_bytes = product->scratch_bytes(),
                 .start = [=](const auto& values, const memory& scratch) -> Operation::Run {
                   return [=, from = values[rows], to = values[tokens]](dnnl::stream& stream) {
                     auto* const first = static_cast<float*>(to.get_data_handle());
                     auto* const of_patches = std::ranges::copy(prefix, first).out;
                     copy_rows(*offsets, of_patches);
                     product->run(stream, from.get_data_handle(), packed, of_patches,
                                  scratch.get_data_handle());
                   };
                 }});
  return tokens;
}

// What loses its prefix is the features.
std::size_t ProgramCompiler::result_of(const LayerNorm& norm, const EncoderStep& step,
                                       std::size_t tokens) {
  const memory::desc features({1, norm.width, patches_.height, patches_.width},
                              dnnl_feature_type(source_.precision), Tag::nhwc);
  const auto rows = matrix(tokens_of(tokens), norm.width, token_type(source_.precision));
  const auto result = add_value(norm.dropped > 0 ? features : rows, 1);
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

template <typename Product>
void ProgramCompiler::add_linear(const Product& product, const EncoderStep& step,
                                 std::size_t tokens, std::size_t result) {
  const auto packed = weights_.get(step.name, product->weight(), [&] {
    return product->packed(numbers(step, "weight"), numbers(step, "bias"));
  });
  add_operation({.reads = {tokens},
                 .writes = result,
                 .scratch_bytes = product->scratch_bytes(),
                 .start = [=](const auto& values, const memory& scratch) -> Operation::Run {
                   return [=, from = values[tokens], to = values[result]](dnnl::stream& stream) {
                     product->run(stream, from.get_data_handle(), packed, to.get_data_handle(),
                                  scratch.get_data_handle());
                   };
                 }});
}

std::size_t ProgramCompiler::result_of(const Linear& linear, const EncoderStep& step,
                                       std::size_t tokens, std::optional<std::size_t> addend) {
  const auto type = token_type(source_.precision);
  const auto result_type = addend ? Type::f32 : type;
  const TokenProduct::Task task = {.rows = tokens_of(tokens),
                                   .in = linear.in,
                                   .out = linear.out,
                                   .source = type,
                                   .result = result_type,
                                   .adds = addend.has_value(),
                                   .gelu = linear.gelu};
  const auto result = add_value(matrix(task.rows, task.out, result_type), 1, addend);
  if (source_.precision == Precision::kInt8)
    add_linear(std::make_shared<const QuantisedProduct>(engine_, task), step, tokens, result);
  else
    add_linear(std::make_shared<const TokenProduct>(engine_, task), step, tokens, result);
  return result;
}

std::size_t ProgramCompiler::result_of(const GatedUnit& unit, std::size_t tokens) {
  const auto result =
      add_value(matrix(tokens_of(tokens), unit.width, token_type(source_.precision)), 1);
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
  const auto type = token_type(source_.precision);
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
