#pragma once

#include <torch/types.h>

#include <optional>
#include <string_view>

namespace panet {

// The types of tensors by their names in safetensors: F64, F32, F16, BF16, I64, I32, I16, I8, U8,
// BOOL.
std::optional<torch::ScalarType> dtype_of(std::string_view name);

// Nothing for a type that the format lacks.
std::optional<std::string_view> safetensors_name(torch::ScalarType dtype);

}  // namespace panet
