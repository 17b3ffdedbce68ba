#pragma once

#include <dnnl.hpp>
#include <type_traits>

#include "engine/dnnl_versions.h"
#include "model/bfloat16.h"

namespace panet {

inline float to_float(float value) {
  return value;
}

// As a float32 or bfloat16.
template <typename T>
inline T number_as(float value) {
  if constexpr (std::is_same_v<T, float>)
    return value;
  else
    return to_bfloat16(value);
}

// Calls work(T{}) for the type that a memory's numbers are of, float or BFloat16.
template <typename Work>
void with_number_type(dnnl::memory::data_type type, const Work& work) {
  if (type == dnnl::memory::data_type::f32)
    work(float{});
  else
    work(BFloat16{});
}

template <typename T>
T* numbers_in(const dnnl::memory& memory) {
  return static_cast<T*>(memory.get_data_handle());
}

}  // namespace panet
