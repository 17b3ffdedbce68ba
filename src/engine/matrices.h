#pragma once

#include <cstdint>
#include <dnnl.hpp>
#include <span>

namespace panet {

// The layout of a matrix, one row after the other unless a tag says otherwise.
inline dnnl::memory::desc matrix(int64_t height, int64_t width, dnnl::memory::data_type type,
                                 dnnl::memory::format_tag tag = dnnl::memory::format_tag::ab) {
  return {{height, width}, type, tag};
}

// weight: out x in. As a product wants it that has `layout` for in x out.
dnnl::memory packed_weight(const dnnl::engine& engine, std::span<const float> weight,
                           const dnnl::memory::desc& layout);
dnnl::memory packed_weight(const dnnl::engine& engine, std::span<const int8_t> weight,
                           const dnnl::memory::desc& layout);

// A copy of the numbers, as a matrix of one row.
dnnl::memory row_of(const dnnl::engine& engine, std::span<const float> numbers);

}  // namespace panet
