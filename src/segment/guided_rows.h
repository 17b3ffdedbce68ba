#pragma once

#include <cstdint>

#include "model/widened_rows.h"
#include "panet/image/picture_view.h"
#include "panet/model/map_stack.h"

namespace panet {

// Logits at the size of a picture that end where its colours change, not somewhere within the
// stride of the features; a few rows at a time, as UpsampledRows. It is the fast guided filter (He
// and Sun 2015): on a grid twice as fine as the features', the logits around each point are
// modelled as linear in the colours there; the colours of the picture's own pixels then go through
// the nearest models.
//
// logits: P maps of h x w → rows(first, last): P maps of (last - first) x W.
class GuidedRows {
 public:
  // The picture must outlive it.
  GuidedRows(MapStack logits, const PictureView& picture);
  MapStack rows(int64_t first, int64_t last);

 private:
  void put_rows(int64_t first, int64_t last, int64_t offset, MapStack& result);

  PictureView picture_;
  // 4 P x h' x W, of each prototype: how much red, green and blue count, and a constant.
  WidenedRows models_;
};

}  // namespace panet
