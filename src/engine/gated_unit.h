#pragma once

#include <dnnl.hpp>

#include "panet/model/encoder_graph.h"

namespace panet {

// tokens: of each a, then b, as many numbers; result: silu(a) b, silu(x) = x / (1 + e^-x). Both of
// float32 or both of bfloat16.
void gated_unit(const GatedUnit& unit, const dnnl::memory& tokens, const dnnl::memory& result);

}  // namespace panet
