#include "engine/onednn_program.h"

#include <algorithm>
#include <optional>
#include <set>

#include "engine/buffer_plan.h"
#include "engine/interleaving.h"
#include "panet/model/precision.h"

namespace panet {
namespace {

using dnnl::memory;
using Type = memory::data_type;
using Tag = memory::format_tag;

using Arguments = std::unordered_map<int, memory>;

// One of a program's values. Those of one storage lie in the same memory, one after the other.
struct Value : ScaledLayout {
  std::size_t storage;
};

// What a program does at one time: `start` makes it ready for the memory of each value.
struct Operation {
  std::vector<std::size_t> reads;
  std::size_t writes;
  std::size_t scratch_bytes = 0;
  using Run = std::function<void(dnnl::stream&)>;
  std::function<Run(const std::vector<memory>& values, const memory& scratch)> start;
};

memory::desc of_any_layout(const memory::dims& dims, Type type) {
  return {dims, type, Tag::any};
}

// The first step from which on everything is interleaved: every convolution keeps the size and is
// either 1x1 or dilated by 2, and a single value comes from before. Nothing where none is dilated.
std::optional<std::size_t> dilated_tail(const EncoderGraph& graph) {
  std::optional<std::size_t> first;
  std::set<std::size_t> read;
  bool is_any_dilated = false;
  for (std::size_t i = graph.size(); i-- > 0;) {
    const auto& step = graph[i];
    if (step.is_pool() || step.spacing.stride != 1) break;
    const bool is_1x1 = step.convolution->weight().size(2) == 1;
    if (!is_1x1 && step.spacing.dilation != 2) break;
    is_any_dilated |= !is_1x1;
    read.insert(step.input);
    if (step.addend) read.insert(*step.addend);
    read.erase(i + 1);
    if (is_any_dilated && read.size() == 1 && *read.begin() == i) first = i;
  }
  return first;
}

}  // namespace

bool has_dilated_tail(const EncoderGraph& graph) {
  return dilated_tail(graph).has_value();
}

class ProgramCompiler {
 public:
  ProgramCompiler(const ProgramSource& source, const dnnl::engine& engine, MeasuredChoices& choices,
                  PackedWeights& weights)
      : source_(source), engine_(engine), planner_(source, engine, choices, weights) {}

  void compile(const memory::dims& images);
  void allocate(OneDnnProgram& program) const;

 private:
  std::size_t add_value(const memory::desc& desc, float scale,
                        std::optional<std::size_t> same_memory_as = {});
  // `values`: those that the primitive reads, then the one that it writes, by name of argument.
  void add_primitive(const dnnl::primitive& primitive, const memory::desc& scratchpad,
                     const std::vector<std::pair<int, std::size_t>>& values,
                     const Arguments& constants = {});
  void add_copy(void (*copy)(const memory& from, const memory& to), std::size_t from,
                std::size_t to);
  std::size_t reordered(std::size_t value, const memory::desc& desc, float scale);
  std::size_t pooled(std::size_t input, int64_t stride);
  std::size_t interleaved_value(std::size_t input);
  std::size_t deinterleaved_value(std::size_t input, const memory::dims& dims);
  void clear_margins_of(std::size_t value, const memory::dims& whole);

  std::size_t convolved(const EncoderStep& step, std::size_t input,
                        std::optional<std::size_t> addend, int64_t dilation);
  dnnl::reorder::primitive_desc reorder_plan(const memory::desc& from, const memory::desc& to,
                                             float factor) const;

  const ProgramSource& source_;
  dnnl::engine engine_;
  ConvolutionPlanner planner_;
  std::vector<Value> values_;
  std::vector<Operation> operations_;
  std::size_t storages_ = 0;
};

std::size_t ProgramCompiler::add_value(const memory::desc& desc, float scale,
                                       std::optional<std::size_t> same_memory_as) {
  const auto storage = same_memory_as ? values_[*same_memory_as].storage : storages_++;
  values_.push_back({{.desc = desc, .scale = scale}, storage});
  return values_.size() - 1;
}

dnnl::reorder::primitive_desc ProgramCompiler::reorder_plan(const memory::desc& from,
                                                            const memory::desc& to,
                                                            float factor) const {
  dnnl::primitive_attr attributes;
  if (factor != 1) attributes.set_output_scales(0, {factor});
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  return {engine_, from, engine_, to, attributes};
}

void ProgramCompiler::add_primitive(const dnnl::primitive& primitive,
                                    const memory::desc& scratchpad,
                                    const std::vector<std::pair<int, std::size_t>>& values,
                                    const Arguments& constants) {
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
  const auto plan = reorder_plan(from.desc, desc, from.scale / scale);
  const auto result = add_value(desc, scale);
  add_primitive(dnnl::reorder(plan), plan.scratchpad_desc(),
                {{DNNL_ARG_FROM, value}, {DNNL_ARG_TO, result}});
  return result;
}

std::size_t ProgramCompiler::pooled(std::size_t input, int64_t stride) {
  const auto from = values_[input];
  auto dims = from.desc.dims();
  for (std::size_t d = 2; d < 4; ++d) dims[d] = (dims[d] - 1) / stride + 1;
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  const dnnl::pooling_forward::primitive_desc plan(
      dnnl::pooling_forward::desc(dnnl::prop_kind::forward_inference, dnnl::algorithm::pooling_max,
                                  from.desc, of_any_layout(dims, from.desc.data_type()),
                                  {stride, stride}, {3, 3}, {1, 1}, {1, 1}),
      attributes, engine_);
  const auto result = add_value(plan.dst_desc(), from.scale);
  add_primitive(dnnl::pooling_forward(plan), plan.scratchpad_desc(),
                {{DNNL_ARG_SRC, input}, {DNNL_ARG_DST, result}});
  return result;
}

std::size_t ProgramCompiler::interleaved_value(std::size_t input) {
  if (!can_be_interleaved(values_[input].desc)) {
    const auto& desc = values_[input].desc;
    input = reordered(input, {desc.dims(), desc.data_type(), Tag::nhwc}, values_[input].scale);
  }
  const auto result = add_value(interleaved(values_[input].desc), values_[input].scale);
  add_copy(interleave, input, result);
  return result;
}

std::size_t ProgramCompiler::deinterleaved_value(std::size_t input, const memory::dims& dims) {
  const auto type = values_[input].desc.data_type();
  const auto parts = values_[input].desc.dims();
  input = reordered(input, {parts, type, Tag::nhwc}, values_[input].scale);
  const auto result =
      add_value({{dims[0], parts[1], dims[2], dims[3]}, type, Tag::nhwc}, values_[input].scale);
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
  const auto addend_layout = addend ? std::optional<ScaledLayout>(values_[*addend]) : std::nullopt;
  const auto plan = planner_.plan(step, values_[input], addend_layout, dilation);
  const auto& [weight, bias] = planner_.packed(step, plan);
  input = reordered(input, plan.primitive.src_desc(), plan.input_scale);
  const auto result = add_value(plan.primitive.dst_desc(), plan.output_scale, addend);
  add_primitive(dnnl::convolution_forward(plan.primitive), plan.primitive.scratchpad_desc(),
                {{DNNL_ARG_SRC, input}, {DNNL_ARG_DST, result}},
                {{DNNL_ARG_WEIGHTS, weight}, {DNNL_ARG_BIAS, bias}});
  return result;
}

void ProgramCompiler::compile(const memory::dims& images) {
  const auto& graph = source_.graph;
  std::vector<std::size_t> value_of = {add_value({images, Type::f32, Tag::nhwc}, 1)};
  const bool is_interleaved = source_.dilation == Dilation::kInterleaved;
  const auto tail = is_interleaved ? dilated_tail(graph).value_or(graph.size()) : graph.size();
  memory::dims whole;
  for (std::size_t i = 0; i < graph.size(); ++i) {
    const auto& step = graph[i];
    const bool is_in_tail = i >= tail;
    if (i == tail) {
      whole = values_[value_of[step.input]].desc.dims();
      value_of[step.input] = interleaved_value(value_of[step.input]);
    }
    const auto input = value_of[step.input];
    if (step.is_pool()) {
      value_of.push_back(pooled(input, step.spacing.stride));
      continue;
    }
    const auto addend = step.addend ? std::optional(value_of[*step.addend]) : std::nullopt;
    value_of.push_back(convolved(step, input, addend, is_in_tail ? 1 : step.spacing.dilation));
    if (is_in_tail && i + 1 < graph.size()) clear_margins_of(value_of.back(), whole);
  }
  if (tail < graph.size()) value_of.back() = deinterleaved_value(value_of.back(), whole);
  const auto& features = values_[value_of.back()];
  reordered(value_of.back(),
            {features.desc.dims(), dnnl_feature_type(source_.precision), Tag::nhwc}, 1);
}

// Gives the values their places; images and features lie with the caller.
void ProgramCompiler::allocate(OneDnnProgram& program) const {
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

  const auto buffer_of = [&program](std::size_t bytes) {
    auto& buffer =
        program.buffers_.emplace_back(torch::empty({static_cast<int64_t>(bytes)}, torch::kUInt8));
    return buffer.data_ptr();
  };
  std::vector<void*> buffers;
  for (const auto bytes : plan.buffer_bytes) buffers.push_back(buffer_of(bytes));
  const memory scratch({{static_cast<int64_t>(scratch_bytes)}, Type::u8, Tag::a}, engine_,
                       buffer_of(scratch_bytes));
  std::vector<memory> memories;
  for (const auto& value : values_) {
    const auto buffer = plan.buffer_of.find(value.storage);
    memories.emplace_back(
        value.desc, engine_,
        buffer == plan.buffer_of.end() ? DNNL_MEMORY_NONE : buffers[buffer->second]);
    if (value.storage == features) program.features_.push_back(memories.back());
  }
  for (const auto& operation : operations_)
    program.operations_.push_back(operation.start(memories, scratch));
  program.images_ = memories.front();
}

OneDnnProgram::OneDnnProgram(const ProgramSource& source, const memory::dims& images,
                             MeasuredChoices& choices, PackedWeights& weights)
    : engine_(dnnl::engine::kind::cpu, 0),
      stream_(engine_),
      feature_type_(feature_type(source.precision)) {
  ProgramCompiler compiler(source, engine_, choices, weights);
  compiler.compile(images);
  compiler.allocate(*this);
}

torch::Tensor OneDnnProgram::run(const torch::Tensor& images) {
  const auto given =
      images.to(torch::kCPU, torch::kFloat32).contiguous(torch::MemoryFormat::ChannelsLast);
  const auto dims = features_.back().get_desc().dims();
  auto features = torch::empty(
      dims,
      torch::TensorOptions().dtype(feature_type_).memory_format(torch::MemoryFormat::ChannelsLast));
  images_.set_data_handle(given.data_ptr());
  for (auto& value : features_) value.set_data_handle(features.data_ptr());
  for (const auto& operation : operations_) operation(stream_);
  stream_.wait();
  return features;
}

}  // namespace panet
