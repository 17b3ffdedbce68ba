#include "image/triangle_resize.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "panet/base/error.h"

namespace panet {
namespace {

const PictureView& checked(const PictureView& picture, const char* what) {
  expect_pixels(picture, what);
  return picture;
}

int64_t checked_side(int64_t side, const char* what) {
  constexpr int64_t kLargest = 1 << 14;
  if (side < 1 || side > kLargest)
    throw Error(fmt::format("{}: the size goes from 1 to {}, not {}", what, kLargest, side));
  return side;
}

// The rows of the picture below the filter, mixed to one: `row` is W x 3, channels in the picture's
// order.
void mix_rows(const PictureView& picture, const TriangleFilter::Taps& taps,
              std::vector<float>& row) {
  const auto length = static_cast<int64_t>(row.size());
  for (int64_t k = 0; k < taps.count; ++k) {
    const float weight = taps.weights[k];
    const uint8_t* source = picture.row(taps.first + k);
    float* out = row.data();
    for (int64_t i = 0; i < length; ++i) out[i] += weight * static_cast<float>(source[i]);
  }
}

// One output row.
void mix_columns(const std::vector<float>& row, const TriangleFilter& filter,
                 std::span<Levels> out) {
  int64_t x = 0;
  for (Levels& pixel : out) {
    const TriangleFilter::Taps taps = filter.taps(x++);
    const float* source = row.data() + 3 * taps.first;
    float first = 0, second = 0, third = 0;
    for (int64_t k = 0; k < taps.count; ++k, source += 3) {
      first += taps.weights[k] * source[0];
      second += taps.weights[k] * source[1];
      third += taps.weights[k] * source[2];
    }
    pixel = {first, second, third};
  }
}

}  // namespace

TriangleResize::TriangleResize(const PictureView& picture, PictureSize size, const char* what)
    : picture_(checked(picture, what)),
      vertical_(picture.height, checked_side(size.height, what)),
      horizontal_(picture.width, checked_side(size.width, what)) {}

void TriangleResize::row(int64_t y, std::span<Levels> out) const {
  std::vector<float> mixed(static_cast<std::size_t>(3 * picture_.width));
  mix_rows(picture_, vertical_.taps(y), mixed);
  mix_columns(mixed, horizontal_, out);
  if (picture_.order == ChannelOrder::kBgr)
    for (Levels& pixel : out) std::swap(pixel[0], pixel[2]);
}

}  // namespace panet
