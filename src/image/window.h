#pragma once

#include <algorithm>
#include <cstdint>

#include "panet/image/map.h"

namespace panet {

// A rectangle of a picture, in shares of its width and height: (0, 0) is the upper left corner,
// (1, 1) the lower right one. It may reach beyond the picture.
struct Window {
  double x = 0, y = 0, width = 1, height = 1;
  bool operator==(const Window& other) const = default;
};

// Pixels of one side, from `first` on.
struct Span {
  int64_t first = 0, length = 0;
  int64_t end() const { return first + length; }
};

// What a window covers of a picture, whose sides are rounded to whole pixels, one at least.
struct WindowPixels {
  Span rows, columns;
  PictureSize size() const { return {rows.length, columns.length}; }
};
WindowPixels pixels_of(const Window& window, PictureSize picture);

// What both have.
Span overlap(const Span& a, const Span& b);

// What a map shows in a window; beyond the map it is `outside`.
template <typename T, typename Meaning>
Map<T, Meaning> cut(const Map<T, Meaning>& map, const Window& window, const T& outside) {
  const auto [rows, columns] = pixels_of(window, map.dimensions());
  auto result = Map<T, Meaning>::filled({rows.length, columns.length}, outside);
  const Span seen_rows = overlap(rows, {0, map.height()});
  const Span seen = overlap(columns, {0, map.width()});
  if (seen.length == 0) return result;
  for (int64_t y = seen_rows.first; y < seen_rows.end(); ++y)
    std::ranges::copy(map.row(y).subspan(static_cast<std::size_t>(seen.first),
                                         static_cast<std::size_t>(seen.length)),
                      result.row(y - rows.first).begin() + (seen.first - columns.first));
  return result;
}

// The same for a picture: beyond it lies the mean colour of ImageNet, which an encoder takes as
// zeros.
Picture cut_picture(const Picture& picture, const Window& window);

}  // namespace panet
