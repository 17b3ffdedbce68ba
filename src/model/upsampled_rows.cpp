#include "model/upsampled_rows.h"

#include <utility>

#include "base/dispatch.h"
#include "base/parallel.h"
#include "model/bilinear_position.h"

namespace panet {
namespace {

constexpr int64_t kRowsPerTask = 16;

void interpolate(const float* above, const float* below, float share_below, int64_t width,
                 float* out) {
#pragma omp simd
  for (int64_t x = 0; x < width; ++x) out[x] = above[x] + share_below * (below[x] - above[x]);
}

WidenedRows widened(MapStack logits, int64_t width) {
  auto widen = bilinear_widening(logits.width(), width);
  return {std::move(logits), width, std::move(widen)};
}

}  // namespace

UpsampledRows::UpsampledRows(MapStack logits, PictureSize size)
    : widened_(widened(std::move(logits), size.width)), size_(size) {}

MapStack UpsampledRows::rows(int64_t first, int64_t last) {
  const int64_t coarse = widened_.height();
  widened_.require(bilinear_position(first, size_.height, coarse).first,
                   bilinear_position(last - 1, size_.height, coarse).next + 1);
  auto result = MapStack::uninitialised(widened_.maps(), {last - first, size_.width});
  parallel_for(first, last, kRowsPerTask, [&](int64_t begin, int64_t end) {
    for (int64_t y = begin; y < end; ++y) {
      const auto [above, below, share_below] = bilinear_position(y, size_.height, coarse);
      for (int64_t p = 0; p < result.maps(); ++p)
        on_this_cpu<interpolate>(widened_.row(p, above), widened_.row(p, below), share_below,
                                 size_.width, result.row(p, y - first).data());
    }
  });
  return result;
}

}  // namespace panet
