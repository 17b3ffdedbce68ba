#include "panet/data/window.h"

#include <algorithm>
#include <cmath>

namespace panet {
namespace {

// Pixels of one side.
struct Span {
  int64_t first, length;
  int64_t end() const { return first + length; }
};

Span span_of(double corner, double share, int64_t pixels) {
  const auto whole = static_cast<double>(pixels);
  return {.first = std::llround(corner * whole),
          .length = std::max<int64_t>(1, std::llround(share * whole))};
}

// Those that both have.
Span overlap(const Span& a, const Span& b) {
  const auto first = std::max(a.first, b.first);
  return {.first = first, .length = std::max<int64_t>(0, std::min(a.end(), b.end()) - first)};
}

torch::Tensor part(const torch::Tensor& map, const Span& rows, const Span& columns) {
  return map.narrow(0, rows.first, rows.length).narrow(1, columns.first, columns.length);
}

bool reaches_beyond(const Window& window) {
  return window.x < 0 || window.y < 0 || window.x + window.width > 1 ||
         window.y + window.height > 1;
}

}  // namespace

torch::Tensor cut(const torch::Tensor& map, const Window& window, const torch::Tensor& outside) {
  if (window == Window{}) return map;
  const auto rows = span_of(window.y, window.height, map.size(0));
  const auto columns = span_of(window.x, window.width, map.size(1));
  auto sizes = map.sizes().vec();
  sizes[0] = rows.length;
  sizes[1] = columns.length;
  const auto result =
      outside.to(map.scalar_type()).expand(sizes).clone(torch::MemoryFormat::Contiguous);
  const auto inside_rows = overlap(rows, {0, map.size(0)});
  const auto inside_columns = overlap(columns, {0, map.size(1)});
  if (inside_rows.length > 0 && inside_columns.length > 0)
    part(result, {inside_rows.first - rows.first, inside_rows.length},
         {inside_columns.first - columns.first, inside_columns.length})
        .copy_(part(map, inside_rows, inside_columns));
  return result;
}

torch::Tensor cut_picture(const torch::Tensor& picture, const Window& window) {
  return cut(picture, window, torch::tensor({124, 116, 104}, torch::kUInt8));
}

PictureLabels cut(const PictureLabels& labels, const Window& window) {
  if (window == Window{}) return labels;
  const auto none = torch::zeros({}, torch::kUInt8), all = torch::ones({}, torch::kUInt8);
  const auto nothing = torch::zeros({labels.size.height, labels.size.width}, torch::kUInt8);
  const auto shape = cut(nothing, window, none);
  PictureLabels result = {.size = {.height = shape.size(0), .width = shape.size(1)}};
  for (const auto& [id, mask] : labels.masks) result.masks[id] = cut(mask, window, none);
  if (labels.void_pixels.defined()) result.void_pixels = cut(labels.void_pixels, window, none);
  if (labels.unlabelled.defined() || reaches_beyond(window))
    result.unlabelled = cut(labels.unlabelled.defined() ? labels.unlabelled : nothing, window, all);
  return result;
}

}  // namespace panet
