#include "engine/token_product.h"

#include <algorithm>
#include <string_view>

#include "base/parallel.h"
#include "base/quotient_up.h"
#include "engine/dnnl_versions.h"
#include "engine/matrices.h"
#include "engine/share_out.h"

namespace panet {
namespace {

using dnnl::memory;
using Type = memory::data_type;
using Tag = memory::format_tag;

constexpr int64_t kStripRows = 96;

std::size_t bytes_of(Type type) {
  return type == Type::f32 ? 4 : 2;
}

// oneDNN's products by small blocks ("brgemm").
bool shares_outputs_out(const dnnl::matmul::primitive_desc& plan) {
  return std::string_view(plan.impl_info_str()).starts_with("brg");
}

}  // namespace

TokenProduct::TokenProduct(const dnnl::engine& engine, const Task& task)
    : engine_(engine), task_(task), strip_rows_(task.rows) {
  plans_ = {planned(task.rows, matrix(task.in, task.out, task.source, Tag::any))};
  is_whole_ = shares_outputs_out(plans_.front());
  if (!is_whole_) {
    threads_ = thread_count();
    run_alone([this] { plan_strips(); });
  }
  for (const auto& plan : plans_) products_.emplace_back(plan);
}

dnnl::matmul::primitive_desc TokenProduct::planned(int64_t rows, const memory::desc& weight) const {
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  dnnl::post_ops post_ops;
  if (task_.adds) post_ops.append_sum(1);
  if (task_.gelu) append_activation(post_ops, dnnl::algorithm::eltwise_gelu_erf);
  attributes.set_post_ops(post_ops);
  const auto source = matrix(rows, task_.in, task_.source);
  const auto result = matrix(rows, task_.out, task_.result);
  if (!task_.has_bias) return planned_product(engine_, source, weight, result, attributes);
  return planned_linear(engine_,
                        {.source = source,
                         .weights = weight,
                         .bias = matrix(1, task_.out, Type::f32),
                         .result = result},
                        attributes);
}

void TokenProduct::plan_strips() {
  strip_rows_ = std::min(kStripRows, task_.rows);
  plans_ = {planned(strip_rows_, matrix(task_.in, task_.out, task_.source, Tag::any))};
  if (const int64_t rest = task_.rows % strip_rows_; rest > 0)
    plans_.push_back(planned(rest, weight()));
}

PackedWeight TokenProduct::packed(std::span<const float> weight,
                                  std::span<const float> bias) const {
  PackedWeight packed = {.weight = packed_weight(engine_, weight, this->weight()), .bias = {}};
  if (task_.has_bias) packed.bias = row_of(engine_, bias);
  return packed;
}

std::size_t TokenProduct::scratch_bytes_of_strip() const {
  std::size_t most = 0;
  for (const auto& plan : plans_) most = std::max(most, plan.scratchpad_desc().get_size());
  return most;
}

std::size_t TokenProduct::scratch_bytes() const {
  return scratch_bytes_of_strip() * static_cast<std::size_t>(threads_);
}

void TokenProduct::run_strip(dnnl::stream& stream, int64_t strip, const void* source,
                             const PackedWeight& weight, void* result, void* scratch) const {
  const int64_t first = strip * strip_rows_;
  const std::size_t which = first + strip_rows_ > task_.rows ? 1 : 0;
  const auto& plan = plans_[which];
  const auto at = [&](const void* numbers, int64_t width, Type type) {
    return const_cast<char*>(static_cast<const char*>(numbers)) +
           static_cast<std::size_t>(first * width) * bytes_of(type);
  };
  DnnlArguments arguments = {
      {DNNL_ARG_SRC, memory(plan.src_desc(), engine_, at(source, task_.in, task_.source))},
      {DNNL_ARG_WEIGHTS, weight.weight},
      {DNNL_ARG_DST, memory(plan.dst_desc(), engine_, at(result, task_.out, task_.result))},
      {DNNL_ARG_SCRATCHPAD, memory(plan.scratchpad_desc(), engine_, scratch)}};
  if (task_.has_bias) arguments[DNNL_ARG_BIAS] = weight.bias;
  products_[which].execute(stream, arguments);
  stream.wait();
}

void TokenProduct::run(dnnl::stream& stream, const void* source, const PackedWeight& weight,
                       void* result, void* scratch) const {
  if (is_whole_) return run_strip(stream, 0, source, weight, result, scratch);
  share_out(threads_, quotient_up(task_.rows, strip_rows_), [&](int64_t thread, int64_t strip) {
    dnnl::stream alone(engine_);
    run_strip(
        alone, strip, source, weight, result,
        static_cast<char*>(scratch) + static_cast<std::size_t>(thread) * scratch_bytes_of_strip());
  });
}

}  // namespace panet
