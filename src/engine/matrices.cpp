#include "engine/matrices.h"

#include <algorithm>

#include "engine/dnnl_versions.h"

namespace panet {
namespace {

using dnnl::memory;
using Type = memory::data_type;

memory packed(const dnnl::engine& engine, const void* weight, Type type,
              const memory::desc& layout) {
  const auto dims = dims_of(layout);
  const memory plain(matrix(dims[0], dims[1], type, memory::format_tag::ba), engine,
                     const_cast<void*>(weight));
  memory packed(layout, engine);
  dnnl::stream stream(engine);
  dnnl::reorder(plain, packed).execute(stream, {{DNNL_ARG_FROM, plain}, {DNNL_ARG_TO, packed}});
  stream.wait();
  return packed;
}

}  // namespace

dnnl::memory packed_weight(const dnnl::engine& engine, std::span<const float> weight,
                           const dnnl::memory::desc& layout) {
  return packed(engine, weight.data(), Type::f32, layout);
}

dnnl::memory packed_weight(const dnnl::engine& engine, std::span<const int8_t> weight,
                           const dnnl::memory::desc& layout) {
  return packed(engine, weight.data(), Type::s8, layout);
}

dnnl::memory row_of(const dnnl::engine& engine, std::span<const float> numbers) {
  dnnl::memory row(matrix(1, std::ssize(numbers), dnnl::memory::data_type::f32), engine);
  std::ranges::copy(numbers, static_cast<float*>(row.get_data_handle()));
  return row;
}

}  // namespace panet
