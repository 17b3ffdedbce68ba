#include <vector>

#include "model/bilinear_position.h"
#include "model/widened_rows.h"

namespace panet {
namespace {

// Where a column lies between coarse ones.
struct Column {
  int32_t first, next;
  float share_of_next;
};

std::vector<Column> columns_of(int64_t coarse, int64_t width) {
  std::vector<Column> columns;
  for (int64_t x = 0; x < width; ++x) {
    const auto [first, next, share_of_next] = bilinear_position(x, width, coarse);
    columns.push_back({static_cast<int32_t>(first), static_cast<int32_t>(next), share_of_next});
  }
  return columns;
}

}  // namespace

// One column at a time: processors gather numbers from several places no faster.
WidenedRows::Widen bilinear_widening(int64_t coarse, int64_t width) {
  return [columns = columns_of(coarse, width)](std::span<const float> row, std::span<float> wide) {
    const float* const source = row.data();
    float* out = wide.data();
    for (const auto& [first, next, share_of_next] : columns)
      *out++ = source[first] + share_of_next * (source[next] - source[first]);
  };
}

}  // namespace panet
