#include <algorithm>
#include <map>

#include "panet/episode/weak_annotation.h"

namespace panet {
namespace {

struct Extent {
  int64_t area = 0;
  int64_t top, bottom, left, right;  // the outermost rows and columns, all inclusive
};

// By number.
using Extents = std::map<int32_t, Extent>;

void add_run(Extents& extents, int32_t number, int64_t y, int64_t first, int64_t last) {
  auto& extent = extents.try_emplace(number, Extent{0, y, y, first, last}).first->second;
  extent.area += last - first + 1;
  extent.bottom = y;
  extent.left = std::min(extent.left, first);
  extent.right = std::max(extent.right, last);
}

Extents extents_of(const Instances& instances) {
  Extents extents;
  for (int64_t y = 0; y < instances.height(); ++y) {
    const auto row = instances.row(y);
    for (auto run = row.begin(); run != row.end();) {
      const auto end =
          std::find_if(run, row.end(), [number = *run](int32_t other) { return other != number; });
      if (*run != 0) add_run(extents, *run, y, run - row.begin(), end - row.begin() - 1);
      run = end;
    }
  }
  return extents;
}

void fill_box(Mask& mask, const Extent& extent, uint8_t value) {
  for (int64_t y = extent.top; y <= extent.bottom; ++y) {
    const auto row = mask.row(y).begin();
    std::fill(row + extent.left, row + extent.right + 1, value);
  }
}

}  // namespace

Annotation box_annotation(const Instances& instances) {
  const auto extents = extents_of(instances);
  Annotation annotation{.foreground = Mask(instances.dimensions()),
                        .background = Mask::filled(instances.dimensions(), 1)};
  if (extents.empty()) return annotation;
  for (const auto& [number, extent] : extents) fill_box(annotation.background, extent, 0);
  const auto largest = std::max_element(extents.begin(), extents.end(), [](auto& a, auto& b) {
    return a.second.area < b.second.area;  // the first of equal ones
  });
  fill_box(annotation.foreground, largest->second, 1);
  return annotation;
}

}  // namespace panet
