#pragma once

#include <torch/types.h>

#include "panet/model/widened_rows.h"

namespace panet {

// Logits at the size of a picture that end where its colours change, not somewhere within the
// stride of the features; a few rows at a time, as UpsampledRows. It is the fast guided filter (He
// and Sun 2015): on a grid twice as fine as the features', the logits around each point are
// modelled as linear in the colours there; the colours of the picture's own pixels then go through
// the nearest models.
//
// logits: 1 x P x h x w, CPU; picture: H x W x 3 uint8 → rows(first, last): P x (last - first) x W.
class GuidedRows {
 public:
  GuidedRows(const torch::Tensor& logits, const torch::Tensor& picture);
  torch::Tensor rows(int64_t first, int64_t last);

 private:
  torch::Tensor picture_;
  // 4 P x h' x W, of each prototype: how much red, green and blue count, and a constant.
  WidenedRows models_;
};

}  // namespace panet
