#include "panet/model/upsampled_rows.h"

#include "panet/model/cosine_classifier.h"

namespace panet {

UpsampledRows::UpsampledRows(const torch::Tensor& logits, int64_t height, int64_t width)
    : widened_(upsample_logits(logits, logits.size(2), width).squeeze(0)), height_(height) {}

torch::Tensor UpsampledRows::rows(int64_t first, int64_t last) const {
  const int64_t coarse = widened_.size(1);
  const float scale = static_cast<float>(coarse) / static_cast<float>(height_);
  const auto y = ((torch::arange(first, last, torch::kFloat32) + 0.5) * scale - 0.5).clamp_min(0);
  const auto above = y.floor().clamp_max(coarse - 1);
  const auto share_below = (y - above).reshape({1, -1, 1});
  const auto rows_above = widened_.index_select(1, above.to(torch::kLong));
  const auto rows_below =
      widened_.index_select(1, (above + 1).clamp_max(coarse - 1).to(torch::kLong));
  return torch::lerp(rows_above, rows_below, share_below);
}

}  // namespace panet
