#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "panet/model/map_stack.h"

namespace panet {

// Coarse maps at every column of a picture. Bilinear upsampling is separable, and this is its first
// half; of the rows only those that are asked for are there, so that the memory for many classes
// and a wide picture stays small. To ask for rows in their order takes the least time.
class WidenedRows {
 public:
  // Makes a row of a picture's width of a coarse map's row.
  using Widen = std::function<void(std::span<const float> row, std::span<float> wide)>;
  WidenedRows(MapStack maps, int64_t width, Widen widen);

  // Rows first to last - 1 are there from now on, others perhaps no longer.
  void require(int64_t first, int64_t last);

  // Of one that is there. The same row of the next map lies stride() behind it.
  const float* row(int64_t map, int64_t index) const {
    return rows_.row(map, index - first_).data();
  }
  int64_t stride() const { return rows_.height() * rows_.width(); }

  int64_t maps() const { return maps_.maps(); }
  int64_t height() const { return maps_.height(); }  // of the coarse maps

 private:
  void widen_into(MapStack& rows, int64_t offset, int64_t first, int64_t last) const;

  MapStack maps_;
  int64_t width_;
  Widen widen_;
  MapStack rows_;  // from first_ on
  int64_t first_ = 0;
};

// Bilinear (align_corners = false), from `coarse` columns to `width`.
WidenedRows::Widen bilinear_widening(int64_t coarse, int64_t width);

}  // namespace panet
