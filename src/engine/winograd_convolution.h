#pragma once

#include <dnnl.hpp>
#include <span>
#include <vector>

#include "engine/packed_weights.h"
#include "engine/winograd_transform.h"
#include "panet/model/encoder_graph.h"

namespace panet {

// A 3x3 convolution of stride 1, in bfloat16 and channels last, by Winograd's algorithm F(2x2,
// 3x3): the products of many tiles are products of matrices, which oneDNN computes.
//
// Tiles are taken in strips whose numbers stay in a core's cache from the pixels to the pixels. A
// thread computes whole strips, and a strip's bits depend neither on who computes it nor on how
// many threads there are. Dilated, the tiles of every `dilation`-th row and column are those of a
// picture of its own.
class WinogradConvolution {
 public:
  struct Task {
    dnnl::memory::dims input;  // pictures, channels, height, width
    int64_t out_channels, dilation;
    bool adds;  // what lies where the output will
    bool relu;
  };

  WinogradConvolution(const dnnl::engine& engine, const Task& task);

  dnnl::memory::desc source() const;
  dnnl::memory::desc result() const;

  // Output channels are computed in parts: their weights and biases, from out x in x 3 x 3.
  int64_t parts() const { return parts_; }
  dnnl::memory::desc part_weight() const { return product_.weights_desc(); }
  int64_t part_channels() const { return part_channels_; }
  PackedWeight pack(int64_t part, std::span<const float> weight, std::span<const float> bias) const;

  // What `run` needs besides.
  std::size_t scratch_bytes() const;
  // As many threads as there were when this was made. The input has the layout of source(), the
  // output that of result(), and there is a weight for each part.
  void run(const dnnl::memory& input, const std::vector<PackedWeight>& weights,
           const dnnl::memory& output, void* scratch) const;

 private:
  struct Tile {
    int64_t picture, y, x;  // of its first output
  };
  class Worker;

  void lay_tiles();
  void plan_product();

  dnnl::engine engine_;
  Task task_;
  int64_t in_channels_, part_channels_, parts_;  // rounded up to what is transformed at a time
  int threads_;
  std::vector<Tile> tiles_;
  int64_t strips_, strip_tiles_;
  std::vector<BFloat16> zeros_;  // a pixel outside of the picture
  dnnl::matmul::primitive_desc product_;
};

}  // namespace panet
