#include "panet/model/upsampled_rows.h"

#include "panet/base/parallel.h"
#include "panet/model/bilinear_position.h"
#include "panet/model/cosine_classifier.h"

namespace panet {
namespace {

constexpr int64_t kRowsPerTask = 16;

void interpolate(const float* above, const float* below, float share_below, int64_t width,
                 float* out) {
#pragma omp simd
  for (int64_t x = 0; x < width; ++x) out[x] = above[x] + share_below * (below[x] - above[x]);
}

}  // namespace

UpsampledRows::UpsampledRows(const torch::Tensor& logits, int64_t height, int64_t width)
    : widened_(logits.squeeze(0),
               [width](const torch::Tensor& rows) {
                 return upsample_logits(rows.unsqueeze(0), rows.size(1), width).squeeze(0);
               }),
      height_(height),
      width_(width) {}

torch::Tensor UpsampledRows::rows(int64_t first, int64_t last) {
  const int64_t count = widened_.maps(), coarse = widened_.height();
  widened_.require(bilinear_position(first, height_, coarse).first,
                   bilinear_position(last - 1, height_, coarse).next + 1);
  const auto result = torch::empty({count, last - first, width_});
  float* const out = result.data_ptr<float>();
  parallel_for(first, last, kRowsPerTask, [&](int64_t begin, int64_t end) {
    for (int64_t y = begin; y < end; ++y) {
      const auto [above, below, share_below] = bilinear_position(y, height_, coarse);
      for (int64_t p = 0; p < count; ++p)
        interpolate(widened_.row(p, above), widened_.row(p, below), share_below, width_,
                    out + (p * (last - first) + y - first) * width_);
    }
  });
  return result;
}

}  // namespace panet
