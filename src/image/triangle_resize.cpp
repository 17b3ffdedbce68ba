#include "triangle_resize.h"

#include <fmt/format.h>

#include <vector>

#include "panet/file/error.h"
#include "picture.h"

namespace panet {
namespace {

int64_t checked_size(int64_t size, const char* what) {
  constexpr int64_t largest = 1 << 14;
  if (size < 1 || size > largest)
    throw Error(fmt::format("{}: the size goes from 1 to {}, not {}", what, largest, size));
  return size;
}

// The rows of the picture below the filter, mixed to one: `row` is W x 3.
void mix_rows(const uint8_t* picture, const TriangleFilter::Taps& taps, std::vector<float>& row) {
  const auto length = static_cast<int64_t>(row.size());
  for (int64_t k = 0; k < taps.count; ++k) {
    const float weight = taps.weights[k];
    const uint8_t* source = picture + (taps.first + k) * length;
    float* out = row.data();
    for (int64_t i = 0; i < length; ++i) out[i] += weight * static_cast<float>(source[i]);
  }
}

// One output row, size x 3.
void mix_columns(const std::vector<float>& row, const TriangleFilter& filter, float* out) {
  for (int64_t x = 0; x < filter.size(); ++x, out += 3) {
    const TriangleFilter::Taps taps = filter.taps(x);
    const float* source = row.data() + 3 * taps.first;
    float red = 0, green = 0, blue = 0;
    for (int64_t k = 0; k < taps.count; ++k, source += 3) {
      red += taps.weights[k] * source[0];
      green += taps.weights[k] * source[1];
      blue += taps.weights[k] * source[2];
    }
    out[0] = red;
    out[1] = green;
    out[2] = blue;
  }
}

}  // namespace

TriangleResize::TriangleResize(const torch::Tensor& picture, int64_t size, const char* what)
    : pixels_(checked_picture(picture, what)),
      vertical_(pixels_.size(0), checked_size(size, what)),
      horizontal_(pixels_.size(1), size) {}

void TriangleResize::row(int64_t y, float* out) const {
  std::vector<float> mixed(static_cast<std::size_t>(3 * pixels_.size(1)));
  mix_rows(pixels_.data_ptr<uint8_t>(), vertical_.taps(y), mixed);
  mix_columns(mixed, horizontal_, out);
}

}  // namespace panet
