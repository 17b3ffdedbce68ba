#pragma once

#include <torch/types.h>

#include <functional>

namespace panet {

// Coarse maps at every column of a picture. Bilinear upsampling is separable, and this is its first
// half; of the rows only those that are asked for are there, so that the memory for many classes
// and a wide picture stays small. To ask for rows in their order takes the least time.
class WidenedRows {
 public:
  // maps: N x h x w; widen: N x n x w → N x n x W, float32, contiguous, each row for itself.
  using Widen = std::function<torch::Tensor(const torch::Tensor& rows)>;
  WidenedRows(torch::Tensor maps, Widen widen);

  // Rows first to last - 1 are there from now on, others perhaps no longer.
  void require(int64_t first, int64_t last);

  // Of one that is there, W floats. The same row of the next map lies stride() behind it.
  const float* row(int64_t map, int64_t index) const;
  int64_t stride() const { return rows_.size(1) * rows_.size(2); }

  int64_t maps() const { return maps_.size(0); }
  int64_t height() const { return maps_.size(1); }  // of the coarse maps

 private:
  torch::Tensor widened(int64_t first, int64_t last) const;

  torch::Tensor maps_;
  Widen widen_;
  torch::Tensor rows_;  // N x n x W: from first_ on
  int64_t first_ = 0;
};

}  // namespace panet
