#include <algorithm>
#include <map>

#include "panet/data/weak_annotation.h"
#include "panet/file/error.h"

namespace panet {
namespace {

struct Extent {
  int64_t area = 0;
  int64_t top, bottom, left, right;  // the outermost rows and columns, all inclusive
};

std::map<int32_t, Extent> extents(const torch::Tensor& instances) {
  std::map<int32_t, Extent> found;
  const auto* pixel = instances.data_ptr<int32_t>();
  for (int64_t y = 0; y < instances.size(0); ++y) {
    for (int64_t x = 0; x < instances.size(1); ++x, ++pixel) {
      if (*pixel == 0) continue;
      auto& extent = found.try_emplace(*pixel, Extent{0, y, y, x, x}).first->second;
      ++extent.area;
      extent.bottom = y;
      extent.left = std::min(extent.left, x);
      extent.right = std::max(extent.right, x);
    }
  }
  return found;
}

torch::Tensor box_of(const torch::Tensor& mask, const Extent& extent) {
  return mask.slice(0, extent.top, extent.bottom + 1).slice(1, extent.left, extent.right + 1);
}

}  // namespace

Annotation box_annotation(const torch::Tensor& instances) {
  if (instances.dim() != 2 || instances.scalar_type() != torch::kInt32)
    throw Error("instances are H x W int32");
  const auto found = extents(instances.cpu().contiguous());
  Annotation annotation{.foreground = torch::zeros(instances.sizes(), torch::kUInt8),
                        .background = torch::ones(instances.sizes(), torch::kUInt8)};
  if (found.empty()) return annotation;
  for (const auto& [number, extent] : found) box_of(annotation.background, extent).zero_();
  const auto largest = std::max_element(found.begin(), found.end(), [](auto& a, auto& b) {
    return a.second.area < b.second.area;  // the first of equal ones
  });
  box_of(annotation.foreground, largest->second).fill_(1);
  return annotation;
}

}  // namespace panet
