#include "image/oriented_rows.h"

#include <algorithm>
#include <array>
#include <utility>

#include "support.h"

namespace panet {
namespace {

Colour colour_of(int64_t y, int64_t x) {
  return {static_cast<uint8_t>(y), static_cast<uint8_t>(x), static_cast<uint8_t>(y >> 8)};
}

// Where stored pixel (y, x) belongs: the numbers as EXIF defines them, one by one.
std::pair<int64_t, int64_t> place(int orientation, int64_t y, int64_t x, int64_t height,
                                  int64_t width) {
  switch (orientation) {
    case 2:
      return {y, width - 1 - x};
    case 3:
      return {height - 1 - y, width - 1 - x};
    case 4:
      return {height - 1 - y, x};
    case 5:
      return {x, y};
    case 6:
      return {x, height - 1 - y};
    case 7:
      return {width - 1 - x, height - 1 - y};
    case 8:
      return {width - 1 - x, y};
    default:
      return {y, x};
  }
}

Picture filled(int64_t height, int64_t width, int orientation) {
  OrientedRows rows(height, width, orientation);
  for (int64_t y = 0; y < height; ++y) {
    const auto row = rows.next();
    for (int64_t x = 0; x < width; ++x) row[static_cast<std::size_t>(x)] = colour_of(y, x);
  }
  return std::move(rows).picture();
}

TEST(OrientedRows, EveryPixelComesWhereItBelongs) {
  for (const auto& [height, width] :
       {std::pair<int64_t, int64_t>{1, 1}, {1, 5}, {5, 1}, {16, 16}, {33, 20}, {300, 7}})
    for (int orientation = 1; orientation <= 8; ++orientation) {
      const Picture picture = filled(height, width, orientation);
      EXPECT_EQ(picture.height(), orientation >= 5 ? width : height);
      EXPECT_EQ(picture.width(), orientation >= 5 ? height : width);
      for (int64_t y = 0; y < height; ++y)
        for (int64_t x = 0; x < width; ++x) {
          const auto [to_y, to_x] = place(orientation, y, x, height, width);
          ASSERT_EQ(picture.at(to_y, to_x), colour_of(y, x))
              << height << " x " << width << ", orientation " << orientation;
        }
    }
}

TEST(OrientedRows, APictureThatIsThereAlreadyIsTurnedInTheSameWay) {
  for (int orientation = 1; orientation <= 8; ++orientation)
    EXPECT_EQ(oriented(filled(33, 20, 1), orientation), filled(33, 20, orientation));
}

}  // namespace
}  // namespace panet
