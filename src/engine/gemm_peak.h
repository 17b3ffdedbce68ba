#pragma once

#include <optional>

#include "panet/model/precision.h"

namespace panet {

// How many floating-point (or integer) operations a second this machine does in a large matrix
// product of a precision, on as many threads as set_thread_count says: what an encoder could
// reach at best, to measure it against. The fastest of several products. Nothing for a precision
// that the CPU does not multiply in hardware.
std::optional<double> gemm_peak(Precision precision);

}  // namespace panet
