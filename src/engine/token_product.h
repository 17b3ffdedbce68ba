#pragma once

#include <dnnl.hpp>
#include <span>
#include <vector>

#include "engine/packed_weights.h"

namespace panet {

// A linear layer: each row of numbers times a matrix, plus what else is wanted, of which the bits
// do not depend on the number of threads.
//
// Where oneDNN shares the outputs out, as it does with AVX-512, it is asked for all rows at once.
// Elsewhere its threads may share out the sums, so rows are taken in strips, each by one thread.
class TokenProduct {
 public:
  struct Task {
    int64_t rows, in, out;
    dnnl::memory::data_type source, result;
    bool has_bias = true;
    bool adds = false;  // to what lies where the result will
    bool gelu = false;
  };

  TokenProduct(const dnnl::engine& engine, const Task& task);

  dnnl::memory::desc weight() const { return plans_.front().weights_desc(); }  // in x out
  // weight: out x in; bias: out, or empty.
  PackedWeight packed(std::span<const float> weight, std::span<const float> bias) const;

  // What `run` needs besides.
  std::size_t scratch_bytes() const;
  // As many threads as there were when this was made.
  void run(dnnl::stream& stream, const void* source, const PackedWeight& weight, void* result,
           void* scratch) const;

 private:
  dnnl::matmul::primitive_desc planned(int64_t rows, const dnnl::memory::desc& weight) const;
  void plan_strips();
  std::size_t scratch_bytes_of_strip() const;
  void run_strip(dnnl::stream& stream, int64_t strip, const void* source,
                 const PackedWeight& weight, void* result, void* scratch) const;

  dnnl::engine engine_;
  Task task_;
  bool is_whole_ = true;  // all rows at once
  int threads_ = 1;       // that take strips otherwise
  int64_t strip_rows_;
  std::vector<dnnl::matmul::primitive_desc> plans_;  // of a strip; of the last, where it has less
  std::vector<dnnl::matmul> products_;
};

}  // namespace panet
