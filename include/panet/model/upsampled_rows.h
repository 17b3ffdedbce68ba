#pragma once

#include <torch/types.h>

#include "panet/model/widened_rows.h"

namespace panet {

// upsample_logits a few rows at a time, so that a photograph of any size is labelled in bounded
// memory:
//
//   UpsampledRows upsampled(logits, height, width);
//   for (first = 0; first < height; first += n) use(upsampled.rows(first, first + n));
//
// logits: 1 x P x h x w; rows(first, last): P x (last - first) x width, equal to upsample_logits up
// to rounding.
class UpsampledRows {
 public:
  UpsampledRows(const torch::Tensor& logits, int64_t height, int64_t width);
  torch::Tensor rows(int64_t first, int64_t last);

 private:
  WidenedRows widened_;  // P x h x width
  int64_t height_, width_;
};

}  // namespace panet
