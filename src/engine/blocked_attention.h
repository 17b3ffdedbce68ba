#pragma once

#include <dnnl.hpp>
#include <memory>

#include "panet/image/map.h"
#include "panet/model/encoder_graph.h"

namespace panet {

// Attention (Vaswani et al. 2017) of an image's tokens among each other: of each head a softmax of
// the products of queries and keys, by which values are mixed.
//
// A thread takes a block of a head's queries at a time, whose scores stay in a core's cache from
// one product of matrices to the next; oneDNN computes the products, planned for one thread. Keys
// and values are packed once a head. What a block's bits are depends neither on who computes it nor
// on how many threads there are.
class BlockedAttention {
 public:
  struct Task {
    Attention attention;
    int64_t tokens = 0;
    PictureSize patches;                                          // tokens after the prefix
    dnnl::memory::data_type type = dnnl::memory::data_type::f32;  // or bf16
  };

  BlockedAttention(const dnnl::engine& engine, const Task& task);
  ~BlockedAttention();

  // What `run` needs besides.
  std::size_t scratch_bytes() const;
  // qkv: tokens x 3 width; result: tokens x width. As many threads as there were when this was
  // made.
  void run(const dnnl::memory& qkv, const dnnl::memory& result, void* scratch) const;

 private:
  class Plan;
  template <typename T>
  class Worker;

  std::unique_ptr<const Plan> plan_;
};

}  // namespace panet
