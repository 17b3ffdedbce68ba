#pragma once

#include <torch/types.h>

namespace panet {

// Whether this build has oneDNN.
bool has_onednn();

// Whether this CPU multiplies 8-bit integers in hardware (AVX512_VNNI).
bool cpu_has_int8();

// Whether oneDNN is built in and this CPU has the instructions for a precision.
bool is_fast_on_cpu(torch::ScalarType precision);

}  // namespace panet
