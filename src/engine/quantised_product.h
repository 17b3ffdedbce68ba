#pragma once

#include <dnnl.hpp>
#include <span>

#include "engine/packed_weights.h"
#include "engine/token_product.h"

namespace panet {

// A linear layer computed in integers of 8 bits: every row is quantised by a scale of its own while
// it is in the cache, the weights by one of each output. Nothing is measured beforehand, and a
// row's numbers depend on that row alone.
//
// A strip of rows is quantised, multiplied and ended (bias, GELU, addition) by one thread before it
// takes the next.
class QuantisedProduct {
 public:
  QuantisedProduct(const dnnl::engine& engine, const TokenProduct::Task& task);

  // weight: out x in; bias: out.
  PackedWeight packed(std::span<const float> weight, std::span<const float> bias) const;
  dnnl::memory::desc weight() const { return plan_.weights_desc(); }

  // What `run` needs besides.
  std::size_t scratch_bytes() const;
  // As many threads as there were when this was made.
  void run(dnnl::stream& stream, const void* source, const PackedWeight& weight, void* result,
           void* scratch) const;

 private:
  class Strip;

  dnnl::engine engine_;
  TokenProduct::Task task_;
  int threads_;
  int64_t strips_, strip_rows_;
  dnnl::matmul::primitive_desc plan_;  // of a strip
  dnnl::matmul product_;
};

}  // namespace panet
