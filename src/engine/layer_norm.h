#pragma once

#include <dnnl.hpp>
#include <span>

#include "panet/model/encoder_graph.h"

namespace panet {

// tokens: tokens x width of float32, of which the first `norm.dropped` are left out; result: the
// others, normalised, of float32 or bfloat16.
void layer_norm(const LayerNorm& norm, std::span<const float> weight, std::span<const float> bias,
                const dnnl::memory& tokens, const dnnl::memory& result);

}  // namespace panet
