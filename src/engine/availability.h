#pragma once

#include "panet/model/precision.h"

namespace panet {

// Whether this CPU multiplies 8-bit integers in hardware (AVX512_VNNI).
bool cpu_has_int8();

// Whether the engine onednn computes in a precision on this CPU, be it slowly.
bool onednn_computes_in(Precision precision);

// Whether this CPU has instructions for a precision, so that it is no slower than float32.
bool is_fast_on_cpu(Precision precision);

}  // namespace panet
