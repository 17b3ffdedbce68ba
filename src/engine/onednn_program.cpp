#include "engine/onednn_program.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <set>

#include "engine/interleaving.h"
#include "engine/quantisation.h"
#include "panet/model/precision.h"

namespace panet {
namespace {

using dnnl::memory;
using Type = memory::data_type;
using Tag = memory::format_tag;

constexpr int kTrials = 3;
constexpr const char* kDirect = "direct";
constexpr const char* kWinograd = "winograd";

// One of a program's values. Those of one storage lie in the same memory, one after the other.
struct Value {
  memory::desc desc;
  float scale;  // of integers; 1 of other numbers
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

bool is_quantised(Type type) {
  return type == Type::s8 || type == Type::u8;
}

Type type_of(torch::ScalarType precision) {
  return precision == torch::kFloat32 ? Type::f32 : Type::bf16;
}

memory::desc of_any_layout(const memory::dims& dims, Type type) {
  return {dims, type, Tag::any};
}

double seconds_of(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
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
      : source_(source), engine_(engine), choices_(choices), weights_(weights) {}

  void compile(const memory::dims& images);
  void allocate(OneDnnProgram& program) const;

 private:
  struct Convolution {
    dnnl::convolution_forward::primitive_desc plan;
    float input_scale, output_scale;
  };

  std::size_t add_value(const memory::desc& desc, float scale,
                        std::optional<std::size_t> same_memory_as = {});
  std::size_t reordered(std::size_t value, const memory::desc& desc, float scale);
  std::size_t pooled(std::size_t input, int64_t stride);
  std::size_t interleaved_value(std::size_t input);
  std::size_t deinterleaved_value(std::size_t input, const memory::dims& dims);
  void clear_margins_of(std::size_t value, const memory::dims& whole);

  std::size_t convolved(const EncoderStep& step, std::size_t input,
                        std::optional<std::size_t> addend, int64_t dilation);
  std::optional<Convolution> planned(const EncoderStep& step, std::size_t input,
                                     std::optional<std::size_t> addend, int64_t dilation,
                                     const std::string& algorithm) const;
  Convolution chosen(const EncoderStep& step, std::size_t input, std::optional<std::size_t> addend,
                     int64_t dilation) const;
  double seconds_of_convolution(const Convolution& convolution, std::size_t input) const;
  const std::vector<memory>& packed(const EncoderStep& step, const Convolution& convolution) const;
  dnnl::reorder::primitive_desc reorder_plan(const memory::desc& from, const memory::desc& to,
                                             float factor) const;

  bool is_last(const EncoderStep& step) const { return &step == &source_.graph.back(); }
  bool is_integer() const { return source_.precision == torch::kInt8; }
  Type input_type() const;
  Type output_type(const EncoderStep& step) const;
  float output_scale(const EncoderStep& step) const;
  memory zeros(const memory::desc& desc) const;

  const ProgramSource& source_;
  dnnl::engine engine_;
  MeasuredChoices& choices_;
  PackedWeights& weights_;
  std::vector<Value> values_;
  std::vector<Operation> operations_;
  std::size_t storages_ = 0;
};

std::size_t ProgramCompiler::add_value(const memory::desc& desc, float scale,
                                       std::optional<std::size_t> same_memory_as) {
  const auto storage = same_memory_as ? values_[*same_memory_as].storage : storages_++;
  values_.push_back({.desc = desc, .scale = scale, .storage = storage});
  return values_.size() - 1;
}

memory ProgramCompiler::zeros(const memory::desc& desc) const {
  memory result(desc, engine_);
  std::fill_n(static_cast<char*>(result.get_data_handle()), desc.get_size(), 0);
  return result;
}

dnnl::reorder::primitive_desc ProgramCompiler::reorder_plan(const memory::desc& from,
                                                            const memory::desc& to,
                                                            float factor) const {
  dnnl::primitive_attr attributes;
  if (factor != 1) attributes.set_output_scales(0, {factor});
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  return {engine_, from, engine_, to, attributes};
}

// The value in another layout, type or scale.
std::size_t ProgramCompiler::reordered(std::size_t value, const memory::desc& desc, float scale) {
  const auto from = values_[value];
  if (from.desc == desc && from.scale == scale) return value;
  const auto plan = reorder_plan(from.desc, desc, from.scale / scale);
  const auto result = add_value(desc, scale);
  operations_.push_back(
      {.reads = {value},
       .writes = result,
       .scratch_bytes = plan.scratchpad_desc().get_size(),
       .start = [=](const std::vector<memory>& values, const memory& scratch) -> Operation::Run {
         return
             [primitive = dnnl::reorder(plan),
              arguments = std::unordered_map<int, memory>{
                  {DNNL_ARG_FROM, values[value]},
                  {DNNL_ARG_TO, values[result]},
                  {DNNL_ARG_SCRATCHPAD, memory(plan.scratchpad_desc(), scratch.get_engine(),
                                               scratch.get_data_handle())}}](dnnl::stream& stream) {
               primitive.execute(stream, arguments);
             };
       }});
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
  operations_.push_back(
      {.reads = {input},
       .writes = result,
       .scratch_bytes = plan.scratchpad_desc().get_size(),
       .start = [=](const std::vector<memory>& values, const memory& scratch) -> Operation::Run {
         return
             [primitive = dnnl::pooling_forward(plan),
              arguments = std::unordered_map<int, memory>{
                  {DNNL_ARG_SRC, values[input]},
                  {DNNL_ARG_DST, values[result]},
                  {DNNL_ARG_SCRATCHPAD, memory(plan.scratchpad_desc(), scratch.get_engine(),
                                               scratch.get_data_handle())}}](dnnl::stream& stream) {
               primitive.execute(stream, arguments);
             };
       }});
  return result;
}

std::size_t ProgramCompiler::interleaved_value(std::size_t input) {
  if (!can_be_interleaved(values_[input].desc)) {
    const auto& desc = values_[input].desc;
    input = reordered(input, {desc.dims(), desc.data_type(), Tag::nhwc}, values_[input].scale);
  }
  const auto result = add_value(interleaved(values_[input].desc), values_[input].scale);
  operations_.push_back(
      {.reads = {input},
       .writes = result,
       .start = [=](const std::vector<memory>& values, const memory&) -> Operation::Run {
         return
             [from = values[input], to = values[result]](dnnl::stream&) { interleave(from, to); };
       }});
  return result;
}

std::size_t ProgramCompiler::deinterleaved_value(std::size_t input, const memory::dims& dims) {
  const auto type = values_[input].desc.data_type();
  const auto parts = values_[input].desc.dims();
  input = reordered(input, {parts, type, Tag::nhwc}, values_[input].scale);
  const auto result =
      add_value({{dims[0], parts[1], dims[2], dims[3]}, type, Tag::nhwc}, values_[input].scale);
  operations_.push_back(
      {.reads = {input},
       .writes = result,
       .start = [=](const std::vector<memory>& values, const memory&) -> Operation::Run {
         return
             [from = values[input], to = values[result]](dnnl::stream&) { deinterleave(from, to); };
       }});
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

Type ProgramCompiler::input_type() const {
  return is_integer() ? Type::s8 : type_of(source_.precision);
}

// The features are left as they are accumulated, unless something is added to them, which happens
// in place.
Type ProgramCompiler::output_type(const EncoderStep& step) const {
  if (!is_integer()) return type_of(source_.precision);
  if (is_last(step) && !step.addend) return Type::f32;
  return step.relu ? Type::u8 : Type::s8;
}

float ProgramCompiler::output_scale(const EncoderStep& step) const {
  const auto type = output_type(step);
  if (!is_quantised(type)) return 1;
  const float range = source_.ranges.at(step.name);
  return type == Type::u8 ? unsigned_scale(range) : signed_scale(range);
}

// Nothing where oneDNN does not have the algorithm for this convolution.
std::optional<ProgramCompiler::Convolution> ProgramCompiler::planned(
    const EncoderStep& step, std::size_t input, std::optional<std::size_t> addend, int64_t dilation,
    const std::string& algorithm) const {
  const auto& weight = step.convolution->weight();
  const auto& from = values_[input];
  const int64_t size = weight.size(2), stride = step.spacing.stride;
  const int64_t padding = dilation * (size / 2);
  auto dims = from.desc.dims();
  dims[1] = weight.size(0);
  for (std::size_t d = 2; d < 4; ++d) dims[d] = (dims[d] - 1) / stride + 1;

  const Type from_type = from.desc.data_type() == Type::f32 ? input_type() : from.desc.data_type();
  auto to = of_any_layout(dims, output_type(step));
  if (addend) {
    to = values_[*addend].desc;
    to.data.data_type = dnnl::memory::convert_to_c(output_type(step));
  }
  const Type weight_type = is_integer() ? Type::s8 : from_type;
  const dnnl::convolution_forward::desc description(
      dnnl::prop_kind::forward_inference,
      algorithm == kWinograd ? dnnl::algorithm::convolution_winograd
                             : dnnl::algorithm::convolution_direct,
      of_any_layout(from.desc.dims(), from_type),
      of_any_layout({weight.size(0), weight.size(1), size, size}, weight_type),
      of_any_layout({weight.size(0)}, Type::f32), to, {stride, stride},
      {dilation - 1, dilation - 1}, {padding, padding}, {padding, padding});

  Convolution result = {.plan = {},
                        .input_scale = from.desc.data_type() == Type::f32 && is_integer()
                                           ? signed_scale(source_.ranges.at(kImages))
                                           : from.scale,
                        .output_scale = output_scale(step)};
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  if (is_integer()) {
    auto scales = channel_scales(weight);
    for (auto& scale : scales) scale *= result.input_scale / result.output_scale;
    attributes.set_output_scales(1 << 1, scales);
  }
  dnnl::post_ops post_ops;
  if (addend)
    post_ops.append_sum(values_[*addend].scale / result.output_scale,
                        values_[*addend].desc.data_type());
  if (step.relu) post_ops.append_eltwise(1, dnnl::algorithm::eltwise_relu, 0, 0);
  attributes.set_post_ops(post_ops);

  const bool may_be_missing = true;
  result.plan = {description, attributes, engine_, may_be_missing};
  if (!result.plan) return std::nullopt;
  return result;
}

double ProgramCompiler::seconds_of_convolution(const Convolution& convolution,
                                               std::size_t input) const {
  const auto& plan = convolution.plan;
  const auto& from = values_[input].desc;
  const auto given = zeros(from), source = zeros(plan.src_desc());
  const auto reorder = dnnl::reorder(reorder_plan(from, plan.src_desc(), 1));
  const auto primitive = dnnl::convolution_forward(plan);
  const std::unordered_map<int, memory> arguments = {
      {DNNL_ARG_SRC, source},
      {DNNL_ARG_WEIGHTS, zeros(plan.weights_desc())},
      {DNNL_ARG_BIAS, zeros(plan.bias_desc())},
      {DNNL_ARG_DST, zeros(plan.dst_desc())},
      {DNNL_ARG_SCRATCHPAD, zeros(plan.scratchpad_desc())}};
  dnnl::stream stream(engine_);
  double least = 0;
  for (int trial = 0; trial < kTrials; ++trial) {
    const double taken = seconds_of([&] {
      if (from != plan.src_desc())
        reorder.execute(stream, {{DNNL_ARG_FROM, given}, {DNNL_ARG_TO, source}});
      primitive.execute(stream, arguments);
      stream.wait();
    });
    least = trial == 0 ? taken : std::min(least, taken);
  }
  return least;
}

ProgramCompiler::Convolution ProgramCompiler::chosen(const EncoderStep& step, std::size_t input,
                                                     std::optional<std::size_t> addend,
                                                     int64_t dilation) const {
  std::map<std::string, Convolution> plans;
  std::vector<std::string> ways;
  for (const auto* way : {kDirect, kWinograd}) {
    const bool may_pay = way == kDirect || (source_.precision == torch::kFloat32 &&
                                            step.convolution->weight().size(2) == 3);
    if (!may_pay) continue;
    if (auto plan = planned(step, input, addend, dilation, way)) {
      plans[way] = std::move(*plan);
      ways.emplace_back(way);
    }
  }
  TORCH_CHECK(!ways.empty(), "oneDNN has no convolution for ", step.name);
  const auto question =
      fmt::format("{} {} to {}, {} x {}, stride {}, dilation {}", name_of(source_.precision),
                  fmt::join(values_[input].desc.dims(), "x"), step.convolution->weight().size(0),
                  step.convolution->weight().size(2), step.convolution->weight().size(3),
                  step.spacing.stride, dilation);
  return plans.at(choices_.choose(question, ways, [&](const std::string& way) {
    return seconds_of_convolution(plans.at(way), input);
  }));
}

// Weight and bias as the convolution wants them.
const std::vector<memory>& ProgramCompiler::packed(const EncoderStep& step,
                                                   const Convolution& convolution) const {
  const auto desc = convolution.plan.weights_desc();
  const std::string layout(reinterpret_cast<const char*>(&desc.data), sizeof(desc.data));
  auto& memories = weights_[fmt::format("{} {} ", step.name, convolution.input_scale) + layout];
  if (!memories.empty()) return memories;

  const auto weight = step.convolution->weight().detach().to(torch::kFloat32).contiguous();
  auto bias = step.convolution->bias().detach().to(torch::kFloat32).clone();
  dnnl::primitive_attr attributes;
  if (is_integer()) {
    auto scales = channel_scales(weight);
    for (std::size_t c = 0; c < scales.size(); ++c)
      bias[static_cast<int64_t>(c)] /= scales[c] * convolution.input_scale;
    for (auto& scale : scales) scale = 1 / scale;
    attributes.set_output_scales(1 << 0, scales);
  }
  const memory plain({weight.sizes().vec(), Type::f32, Tag::oihw}, engine_, weight.data_ptr());
  memory packed_weight(desc, engine_);
  dnnl::stream stream(engine_);
  const dnnl::reorder::primitive_desc plan(engine_, plain.get_desc(), engine_, desc, attributes);
  dnnl::reorder(plan).execute(stream, {{DNNL_ARG_FROM, plain}, {DNNL_ARG_TO, packed_weight}});
  stream.wait();
  memory packed_bias({{bias.numel()}, Type::f32, Tag::a}, engine_);
  std::copy_n(bias.data_ptr<float>(), bias.numel(),
              static_cast<float*>(packed_bias.get_data_handle()));
  return memories = {packed_weight, packed_bias};
}

std::size_t ProgramCompiler::convolved(const EncoderStep& step, std::size_t input,
                                       std::optional<std::size_t> addend, int64_t dilation) {
  const auto convolution = chosen(step, input, addend, dilation);
  const auto plan = convolution.plan;
  input = reordered(input, plan.src_desc(), convolution.input_scale);
  const auto result = add_value(plan.dst_desc(), convolution.output_scale, addend);
  auto reads = std::vector{input};
  if (addend) reads.push_back(*addend);
  operations_.push_back(
      {.reads = std::move(reads),
       .writes = result,
       .scratch_bytes = plan.scratchpad_desc().get_size(),
       .start = [=, weights = packed(step, convolution)](const std::vector<memory>& values,
                                                         const memory& scratch) -> Operation::Run {
         return
             [primitive = dnnl::convolution_forward(plan),
              arguments = std::unordered_map<int, memory>{
                  {DNNL_ARG_SRC, values[input]},
                  {DNNL_ARG_WEIGHTS, weights[0]},
                  {DNNL_ARG_BIAS, weights[1]},
                  {DNNL_ARG_DST, values[result]},
                  {DNNL_ARG_SCRATCHPAD, memory(plan.scratchpad_desc(), scratch.get_engine(),
                                               scratch.get_data_handle())}}](dnnl::stream& stream) {
               primitive.execute(stream, arguments);
             };
       }});
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
    if (is_in_tail && !is_last(step)) clear_margins_of(value_of.back(), whole);
  }
  if (tail < graph.size()) value_of.back() = deinterleaved_value(value_of.back(), whole);
  const auto& features = values_[value_of.back()];
  reordered(value_of.back(), {features.desc.dims(), type_of(source_.precision), Tag::nhwc}, 1);
}

// Gives each storage a buffer for as long as it is read, and the images and the features none: they
// lie with the caller.
void ProgramCompiler::allocate(OneDnnProgram& program) const {
  const auto images = values_.front().storage, features = values_.back().storage;
  std::vector<std::size_t> last_read(storages_, 0), bytes(storages_, 0);
  for (const auto& value : values_)
    bytes[value.storage] = std::max(bytes[value.storage], value.desc.get_size());
  std::size_t scratch_bytes = 0;
  for (std::size_t i = 0; i < operations_.size(); ++i) {
    scratch_bytes = std::max(scratch_bytes, operations_[i].scratch_bytes);
    for (const auto read : operations_[i].reads) last_read[values_[read].storage] = i;
  }

  std::vector<std::size_t> buffer_bytes;
  std::vector<std::size_t> free_buffers;
  std::map<std::size_t, std::size_t> buffer_of;  // by storage
  const auto take_buffer = [&](std::size_t storage) {
    if (free_buffers.empty()) {
      free_buffers.push_back(buffer_bytes.size());
      buffer_bytes.push_back(0);
    }
    const auto largest =
        std::max_element(free_buffers.begin(), free_buffers.end(),
                         [&](auto a, auto b) { return buffer_bytes[a] < buffer_bytes[b]; });
    const auto buffer = *largest;
    free_buffers.erase(largest);
    buffer_bytes[buffer] = std::max(buffer_bytes[buffer], bytes[storage]);
    buffer_of[storage] = buffer;
  };
  for (std::size_t i = 0; i < operations_.size(); ++i) {
    const auto written = values_[operations_[i].writes].storage;
    if (written != features && !buffer_of.contains(written)) take_buffer(written);
    std::set<std::size_t> ended;
    for (const auto read : operations_[i].reads) {
      const auto storage = values_[read].storage;
      if (storage != images && storage != written && last_read[storage] == i) ended.insert(storage);
    }
    for (const auto storage : ended) free_buffers.push_back(buffer_of.at(storage));
  }

  for (const auto size : buffer_bytes)
    program.buffers_.push_back(torch::empty({static_cast<int64_t>(size)}, torch::kUInt8));
  program.buffers_.push_back(torch::empty({static_cast<int64_t>(scratch_bytes)}, torch::kUInt8));
  const memory scratch({{static_cast<int64_t>(scratch_bytes)}, Type::u8, Tag::a}, engine_,
                       program.buffers_.back().data_ptr());
  std::vector<memory> memories;
  for (const auto& value : values_) {
    const auto buffer = buffer_of.find(value.storage);
    memories.emplace_back(
        value.desc, engine_,
        buffer == buffer_of.end() ? DNNL_MEMORY_NONE : program.buffers_[buffer->second].data_ptr());
  }
  for (const auto& operation : operations_)
    program.operations_.push_back(operation.start(memories, scratch));
  program.images_ = memories.front();
  for (std::size_t v = 0; v < values_.size(); ++v)
    if (values_[v].storage == features) program.features_.push_back(memories[v]);
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
