#include "model/widened_rows.h"

#include <algorithm>
#include <utility>

#include "base/parallel.h"

namespace panet {
namespace {

constexpr int64_t kRowsPerTask = 16;

}  // namespace

WidenedRows::WidenedRows(MapStack maps, int64_t width, Widen widen)
    : maps_(std::move(maps)), width_(width), widen_(std::move(widen)) {}

void WidenedRows::require(int64_t first, int64_t last) {
  const int64_t end = first_ + rows_.height();
  if (first >= first_ && last <= end) return;
  // As many rows further on take the place of those that are there.
  const bool in_place = first >= first_ && last - first == rows_.height();
  MapStack others;
  if (!in_place) others = MapStack::uninitialised(maps(), {last - first, width_});
  MapStack& rows = in_place ? rows_ : others;
  const int64_t kept_first = std::clamp(first_, first, last);
  const int64_t kept_last = std::clamp(end, kept_first, last);
  for (int64_t m = 0; m < maps(); ++m)
    for (int64_t y = kept_first; y < kept_last; ++y)
      std::ranges::copy(rows_.row(m, y - first_), rows.row(m, y - first).begin());
  widen_into(rows, first, first, kept_first);
  widen_into(rows, first, kept_last, last);
  if (!in_place) rows_ = std::move(others);
  first_ = first;
}

// Rows first to last - 1 of each map; `rows` begins with row `offset`.
void WidenedRows::widen_into(MapStack& rows, int64_t offset, int64_t first, int64_t last) const {
  const int64_t count = last - first;
  parallel_for(0, maps() * count, kRowsPerTask, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const int64_t m = i / count, y = first + i % count;
      widen_(maps_.row(m, y), rows.row(m, y - offset));
    }
  });
}

}  // namespace panet
