#pragma once

#include <cstdint>
#include <dnnl.hpp>

namespace panet {

// The layout of a matrix, one row after the other unless a tag says otherwise.
inline dnnl::memory::desc matrix(int64_t height, int64_t width, dnnl::memory::data_type type,
                                 dnnl::memory::format_tag tag = dnnl::memory::format_tag::ab) {
  return {{height, width}, type, tag};
}

}  // namespace panet
