#pragma once

#include <cstdint>

#include "model/widened_rows.h"
#include "panet/model/map_stack.h"

namespace panet {

// upsample_logits a few rows at a time, so that a photograph of any size is labelled in bounded
// memory:
//
//   UpsampledRows upsampled(std::move(logits), {height, width});
//   for (first = 0; first < height; first += n) use(upsampled.rows(first, first + n));
//
// rows(first, last): P maps of (last - first) x width.
class UpsampledRows {
 public:
  UpsampledRows(MapStack logits, PictureSize size);
  MapStack rows(int64_t first, int64_t last);

 private:
  WidenedRows widened_;  // P x h x width
  PictureSize size_;
};

}  // namespace panet
