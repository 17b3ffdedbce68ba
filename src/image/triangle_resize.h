#pragma once

#include <torch/types.h>

#include "triangle_filter.h"

namespace panet {

// A picture resized to size x size by the triangle filter, a row at a time.
class TriangleResize {
 public:
  // panet::Error, which begins with `what`, unless picture and size (1 to 16384) are fit for it.
  TriangleResize(const torch::Tensor& picture, int64_t size, const char* what);

  // Row y into `out`, size x 3, from 0 to 255. Any number of threads may ask for rows.
  void row(int64_t y, float* out) const;

 private:
  torch::Tensor pixels_;
  TriangleFilter vertical_, horizontal_;
};

}  // namespace panet
