#include "panet/model/widened_rows.h"

#include <ATen/Functions.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace panet {

WidenedRows::WidenedRows(torch::Tensor maps, Widen widen)
    : maps_(std::move(maps)), widen_(std::move(widen)) {}

void WidenedRows::require(int64_t first, int64_t last) {
  const int64_t end = rows_.defined() ? first_ + rows_.size(1) : 0;
  if (first >= first_ && last <= end) return;
  const int64_t kept_first = std::max(first, first_), kept_last = std::min(last, end);
  if (kept_first >= kept_last) {
    rows_ = widened(first, last);
  } else {
    std::vector<torch::Tensor> parts;
    if (first < kept_first) parts.push_back(widened(first, kept_first));
    parts.push_back(rows_.slice(1, kept_first - first_, kept_last - first_));
    if (kept_last < last) parts.push_back(widened(kept_last, last));
    rows_ = at::cat(parts, 1);
  }
  first_ = first;
}

const float* WidenedRows::row(int64_t map, int64_t index) const {
  return rows_.data_ptr<float>() + map * stride() + (index - first_) * rows_.size(2);
}

torch::Tensor WidenedRows::widened(int64_t first, int64_t last) const {
  return widen_(maps_.slice(1, first, last).contiguous());
}

}  // namespace panet
