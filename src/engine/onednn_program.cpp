#include "engine/onednn_program.h"

#include <fmt/format.h>

#include <algorithm>
#include <new>
#include <optional>
#include <set>

#include "engine/buffer_plan.h"
#include "engine/interleaving.h"
#include "engine/pixel_layout.h"
#include "engine/program_compiler.h"
#include "panet/base/error.h"

namespace panet {
namespace {

using dnnl::memory;
using Type = memory::data_type;
using Tag = memory::format_tag;

constexpr int64_t kSmallestSide = 8;

memory::desc of_any_layout(const memory::dims& dims, Type type) {
  return {dims, type, Tag::any};
}

// The first step from which on everything is interleaved: every convolution keeps the size and is
// either 1x1 or dilated by 2, and a single value comes from before. Nothing where none is dilated.
std::optional<std::size_t> dilated_tail(const EncoderGraph& graph) {
  std::optional<std::size_t> first;
  std::set<std::size_t> read;
  bool is_any_dilated = false;
  for (std::size_t i = graph.steps.size(); i-- > 0;) {
    const auto& step = graph.steps[i];
    const auto* const convolution = step.convolution();
    if (convolution == nullptr || convolution->stride != 1) break;
    const bool is_1x1 = convolution->size == 1;
    if (!is_1x1 && convolution->dilation != 2) break;
    is_any_dilated |= !is_1x1;
    read.insert(step.input);
    if (step.addend) read.insert(*step.addend);
    read.erase(i + 1);
    if (is_any_dilated && read.size() == 1 && *read.begin() == i) first = i;
  }
  return first;
}

void check(PictureSize size, const InputFormat& input) {
  const auto refuse = [&](const std::string& expected) {
    throw Error(fmt::format("an image for the encoder is {} x {} pixels, expected {}", size.height,
                            size.width, expected));
  };
  if (input.whole_patches && (size.height < 1 || size.height % input.stride != 0 ||
                              size.width < 1 || size.width % input.stride != 0))
    refuse(fmt::format("whole patches of {} x {}", input.stride, input.stride));
  if (!input.whole_patches && std::min(size.height, size.width) < kSmallestSide)
    refuse(fmt::format("at least {} x {}", kSmallestSide, kSmallestSide));
}

// Calls `work`, whose errors of oneDNN become ours.
template <typename Work>
void with_onednn(const Work& work) {
  try {
    work();
  } catch (const dnnl::error& error) {
    if (error.status == dnnl_out_of_memory) throw std::bad_alloc();
    throw Error(fmt::format("oneDNN cannot run this encoder: {}", error.what()));
  }
}

}  // namespace

bool has_dilated_tail(const EncoderGraph& graph) {
  return dilated_tail(graph).has_value();
}

std::size_t ProgramCompiler::add_value(const memory::desc& desc, float scale,
                                       std::optional<std::size_t> same_memory_as) {
  const auto storage = same_memory_as ? values_[*same_memory_as].storage : storages_++;
  values_.push_back({{.desc = desc, .scale = scale}, storage});
  return values_.size() - 1;
}

void ProgramCompiler::add_primitive(const dnnl::primitive& primitive,
                                    const memory::desc& scratchpad,
                                    const std::vector<std::pair<int, std::size_t>>& values,
                                    const DnnlArguments& constants) {
  Operation operation = {.reads = {},
                         .writes = values.back().second,
                         .scratch_bytes = scratchpad.get_size(),
                         .start = {}};
  for (const auto& [argument, value] : values)
    if (value != operation.writes) operation.reads.push_back(value);
  operation.start = [=](const std::vector<memory>& memories,
                        const memory& scratch) -> Operation::Run {
    auto arguments = constants;
    for (const auto& [argument, value] : values) arguments[argument] = memories[value];
    arguments[DNNL_ARG_SCRATCHPAD] =
        memory(scratchpad, scratch.get_engine(), scratch.get_data_handle());
    return [primitive, arguments](dnnl::stream& stream) { primitive.execute(stream, arguments); };
  };
  operations_.push_back(std::move(operation));
}

void ProgramCompiler::add_winograd(std::shared_ptr<const WinogradConvolution> convolution,
                                   std::vector<PackedWeight> weights, std::size_t input,
                                   std::size_t result) {
  operations_.push_back(
      {.reads = {input},
       .writes = result,
       .scratch_bytes = convolution->scratch_bytes(),
       .start = [=](const std::vector<memory>& values, const memory& scratch) -> Operation::Run {
         return [=, source = values[input], target = values[result]](dnnl::stream&) {
           convolution->run(source, weights, target, scratch.get_data_handle());
         };
       }});
}

void ProgramCompiler::add_copy(void (*copy)(const memory& from, const memory& to), std::size_t from,
                               std::size_t to) {
  operations_.push_back(
      {.reads = {from},
       .writes = to,
       .start = [=](const std::vector<memory>& values, const memory&) -> Operation::Run {
         return [=, source = values[from], result = values[to]](dnnl::stream&) {
           copy(source, result);
         };
       }});
}

// The value in another layout, type or scale.
std::size_t ProgramCompiler::reordered(std::size_t value, const memory::desc& desc, float scale) {
  const auto from = values_[value];
  if (from.desc == desc && from.scale == scale) return value;
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  DnnlArguments factors;
  if (from.scale != scale)
    factors = set_reorder_factors(attributes, 0, {from.scale / scale}, engine_);
  const dnnl::reorder::primitive_desc plan(engine_, from.desc, engine_, desc, attributes);
  const auto result = add_value(desc, scale);
  add_primitive(dnnl::reorder(plan), plan.scratchpad_desc(),
                {{DNNL_ARG_FROM, value}, {DNNL_ARG_TO, result}}, factors);
  return result;
}

std::size_t ProgramCompiler::channels_last(std::size_t value) {
  const auto& [desc, scale] = static_cast<const ScaledLayout&>(values_[value]);
  return reordered(value, {dims_of(desc), type_of(desc), Tag::nhwc}, scale);
}

std::size_t ProgramCompiler::pooled(const MaxPool& pool, std::size_t input) {
  const auto from = values_[input];
  const int64_t padding = pool.size / 2;
  auto dims = dims_of(from.desc);
  for (std::size_t d = 2; d < 4; ++d)
    dims[d] = (dims[d] + 2 * padding - pool.size) / pool.stride + 1;
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  const auto plan = planned_max_pool(engine_, from.desc, of_any_layout(dims, type_of(from.desc)),
                                     {.size = {pool.size, pool.size},
                                      .stride = {pool.stride, pool.stride},
                                      .padding = {padding, padding}},
                                     attributes);
  const auto result = add_value(plan.dst_desc(), from.scale);
  add_primitive(dnnl::pooling_forward(plan), plan.scratchpad_desc(),
                {{DNNL_ARG_SRC, input}, {DNNL_ARG_DST, result}});
  return result;
}

std::size_t ProgramCompiler::interleaved_value(std::size_t input) {
  if (!pixel_layout(values_[input].desc)) input = channels_last(input);
  const auto result = add_value(interleaved(values_[input].desc), values_[input].scale);
  add_copy(interleave, input, result);
  return result;
}

std::size_t ProgramCompiler::deinterleaved_value(std::size_t input, const memory::dims& dims) {
  input = channels_last(input);
  const auto& parts = values_[input];
  const memory::desc whole({dims[0], dims_of(parts.desc)[1], dims[2], dims[3]}, type_of(parts.desc),
                           Tag::nhwc);
  const auto result = add_value(whole, parts.scale);
  add_copy(deinterleave, input, result);
  return result;
}

void ProgramCompiler::clear_margins_of(std::size_t value, const memory::dims& whole) {
  operations_.push_back(
      {.reads = {value},
       .writes = value,
       .start = [=](const std::vector<memory>& values, const memory&) -> Operation::Run {
         return [parts = values[value], height = whole[2], width = whole[3]](dnnl::stream&) {
           clear_margins(parts, height, width);
         };
       }});
}

std::size_t ProgramCompiler::convolved(const EncoderStep& step, std::size_t input,
                                       std::optional<std::size_t> addend, int64_t dilation) {
  if (addend && !pixel_layout(values_[*addend].desc)) addend = channels_last(*addend);
  const auto addend_layout = addend ? std::optional<ScaledLayout>(values_[*addend]) : std::nullopt;
  const auto plan = planner_.plan(step, values_[input], addend_layout, dilation);
  const auto weights = planner_.packed(step, plan);
  input = reordered(input, plan.source(), plan.input_scale);
  const auto result = add_value(plan.result(), plan.output_scale, addend);
  if (plan.winograd) {
    add_winograd(plan.winograd, weights, input, result);
    return result;
  }
  DnnlArguments constants = plan.factors;
  constants.insert(
      {{DNNL_ARG_WEIGHTS, weights.front().weight}, {DNNL_ARG_BIAS, weights.front().bias}});
  add_primitive(dnnl::convolution_forward(plan.primitive), plan.primitive.scratchpad_desc(),
                {{DNNL_ARG_SRC, input}, {DNNL_ARG_DST, result}}, constants);
  return result;
}

// Hands what a step made to whoever wants to see it.
void ProgramCompiler::show(const EncoderStep& step, std::size_t value) {
  const auto plain = channels_last(value);
  operations_.push_back(
      {.reads = {plain},
       .writes = plain,
       .start = [&step, plain, look = source_.on_value](const std::vector<memory>& values,
                                                        const memory&) -> Operation::Run {
         return [&step, look, shown = values[plain]](dnnl::stream& stream) {
           stream.wait();
           look(step, {static_cast<const float*>(shown.get_data_handle()),
                       shown.get_desc().get_size() / sizeof(float)});
         };
       }});
}

void ProgramCompiler::add_steps(std::vector<std::size_t>& value_of) {
  const auto& graph = source_.model.graph;
  const auto end = graph.steps.size();
  const bool is_interleaved = source_.dilation == Dilation::kInterleaved;
  const auto tail = is_interleaved ? dilated_tail(graph).value_or(end) : end;
  memory::dims whole;
  for (std::size_t i = 0; i < end; ++i) {
    const auto& step = graph.steps[i];
    const bool is_in_tail = i >= tail;
    if (i == tail) {
      whole = dims_of(values_[value_of[step.input]].desc);
      value_of[step.input] = interleaved_value(value_of[step.input]);
    }
    const auto input = value_of[step.input];
    const auto addend = step.addend ? std::optional(value_of[*step.addend]) : std::nullopt;
    if (const auto* const pool = std::get_if<MaxPool>(&step.operation)) {
      value_of.push_back(pooled(*pool, input));
    } else if (step.convolution() == nullptr) {
      value_of.push_back(token_value(step, input, addend));
    } else {
      const auto dilation = is_in_tail ? 1 : step.convolution()->dilation;
      value_of.push_back(convolved(step, input, addend, dilation));
    }
    if (is_in_tail && i + 1 < end) clear_margins_of(value_of.back(), whole);
    if (source_.on_value) show(step, value_of.back());
  }
  if (tail < end) value_of.back() = deinterleaved_value(value_of.back(), whole);
}

void ProgramCompiler::compile(PictureSize size) {
  const auto& input = source_.model.graph.input;
  patches_ = {feature_size(size.height, input), feature_size(size.width, input)};
  std::vector<std::size_t> value_of = {
      add_value({{1, 3, size.height, size.width}, Type::f32, Tag::nhwc}, 1)};
  add_steps(value_of);
  const auto& features = values_[value_of.back()];
  reordered(value_of.back(),
            {dims_of(features.desc), dnnl_feature_type(source_.precision), Tag::nhwc}, 1);
}

// Gives the values their places; images and features lie with the caller.
void ProgramCompiler::allocate(OneDnnProgram& program, SharedBuffers& buffers) const {
  const auto images = values_.front().storage, features = values_.back().storage;
  std::vector<std::size_t> storage_bytes(storages_, 0);
  for (const auto& value : values_)
    storage_bytes[value.storage] = std::max(storage_bytes[value.storage], value.desc.get_size());
  std::vector<StorageUse> uses;
  std::size_t scratch_bytes = 0;
  for (const auto& operation : operations_) {
    auto& use =
        uses.emplace_back(StorageUse{.reads = {}, .writes = values_[operation.writes].storage});
    for (const auto read : operation.reads) use.reads.push_back(values_[read].storage);
    scratch_bytes = std::max(scratch_bytes, operation.scratch_bytes);
  }
  const auto plan = plan_buffers(uses, storage_bytes, {images, features});

  const auto scratch = buffers.get(0, scratch_bytes, engine_);
  for (const auto bytes : plan.buffer_bytes)
    program.buffers_.push_back(buffers.get(1 + program.buffers_.size(), bytes, engine_));
  std::vector<memory> memories;
  for (const auto& value : values_) {
    const auto buffer = plan.buffer_of.find(value.storage);
    memories.emplace_back(value.desc, engine_,
                          buffer == plan.buffer_of.end()
                              ? DNNL_MEMORY_NONE
                              : program.buffers_[buffer->second].get_data_handle());
    if (value.storage == features) program.features_.push_back(memories.back());
  }
  for (const auto& operation : operations_)
    program.operations_.push_back(operation.start(memories, scratch));
  program.images_ = memories.front();
  program.buffers_.push_back(scratch);
}

OneDnnProgram::OneDnnProgram(const ProgramSource& source, PictureSize size,
                             MeasuredChoices& choices, PackedWeights& weights,
                             SharedBuffers& buffers)
    : engine_(dnnl::engine::kind::cpu, 0), stream_(engine_) {
  check(size, source.model.graph.input);
  with_onednn([&] {
    ProgramCompiler compiler(source, engine_, choices, weights);
    compiler.compile(size);
    compiler.allocate(*this, buffers);
  });
}

Features OneDnnProgram::run(const NetworkInput& image) {
  const auto desc = features_.back().get_desc();
  const auto dims = dims_of(desc);
  const auto type =
      type_of(desc) == Type::f32 ? Features::Type::kFloat32 : Features::Type::kBFloat16;
  Features features({dims[2], dims[3]}, dims[1], type);
  images_.set_data_handle(const_cast<std::array<float, 3>*>(image.all().data()));
  for (auto& value : features_) value.set_data_handle(features.bytes().data());
  with_onednn([&] {
    for (const auto& operation : operations_) operation(stream_);
    stream_.wait();
  });
  return features;
}

}  // namespace panet
