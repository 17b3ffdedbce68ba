#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "panet/image/map.h"

namespace panet {

// Takes the rows of a picture as it is stored, from the first to the last, and places their pixels
// where EXIF's orientation, 1 to 8, says that they belong: no second picture is needed to turn one.
class OrientedRows {
 public:
  // height, width: as stored
  OrientedRows(int64_t height, int64_t width, int orientation);

  // Room for the next row, to be filled before the one after it is asked for; at most `height`
  // times.
  std::span<Colour> next();

  // Where all rows were filled: the upright picture.
  Picture picture() &&;

 private:
  void place_band();

  int64_t width_;  // of a stored row
  Picture picture_;
  // Stored pixel (y, x) belongs at first_ + y * next_row_ + x * next_column_ of the picture.
  std::ptrdiff_t first_ = 0, next_row_, next_column_;
  // Rows that are to be turned wait here for others: a column of single pixels is slow to write.
  Picture band_;
  int64_t begun_ = 0, placed_ = 0;  // rows
};

Picture oriented(Picture stored, int orientation);

}  // namespace panet
