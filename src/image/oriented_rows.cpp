#include "image/oriented_rows.h"

#include <algorithm>
#include <utility>

namespace panet {
namespace {

constexpr int64_t kBandRows = 16;

// EXIF's numbers tell at which side of the upright picture the first stored row and the first
// stored column belong: 1 top, left; 2 top, right; 3 bottom, right; 4 bottom, left; 5 left, top;
// 6 right, top; 7 right, bottom; 8 left, bottom.
bool is_turned(int orientation) {
  return orientation >= 5;
}
bool ends_with_first_row(int orientation) {
  return orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
}
bool ends_with_first_column(int orientation) {
  return orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
}

}  // namespace

OrientedRows::OrientedRows(int64_t height, int64_t width, int orientation)
    : width_(width),
      picture_(is_turned(orientation) ? Picture::uninitialised(width, height)
                                      : Picture::uninitialised(height, width)),
      next_row_(is_turned(orientation) ? 1 : width),
      next_column_(is_turned(orientation) ? height : 1) {
  if (ends_with_first_row(orientation)) {
    first_ += (height - 1) * next_row_;
    next_row_ = -next_row_;
  }
  if (ends_with_first_column(orientation)) {
    first_ += (width - 1) * next_column_;
    next_column_ = -next_column_;
  }
  if (next_column_ != 1) band_ = Picture::uninitialised(std::min(height, kBandRows), width);
}

std::span<Colour> OrientedRows::next() {
  if (band_.size() == 0) {
    Colour* const row = picture_.all().data() + first_ + begun_++ * next_row_;
    return {row, static_cast<std::size_t>(width_)};
  }
  if (begun_ - placed_ == band_.height()) place_band();
  return band_.row(begun_++ - placed_);
}

void OrientedRows::place_band() {
  const int64_t rows = begun_ - placed_;
  const Colour* from = band_.all().data();
  Colour* const to = picture_.all().data() + first_ + placed_ * next_row_;
  for (int64_t x = 0; x < width_; ++x)
    for (int64_t y = 0; y < rows; ++y) to[y * next_row_ + x * next_column_] = from[y * width_ + x];
  placed_ = begun_;
}

Picture OrientedRows::picture() && {
  if (band_.size() > 0) place_band();
  return std::move(picture_);
}

Picture oriented(Picture stored, int orientation) {
  if (orientation == 1) return stored;
  OrientedRows rows(stored.height(), stored.width(), orientation);
  for (int64_t y = 0; y < stored.height(); ++y)
    std::ranges::copy(std::as_const(stored).row(y), rows.next().begin());
  return std::move(rows).picture();
}

}  // namespace panet
