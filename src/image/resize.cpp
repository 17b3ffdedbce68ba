#include "panet/image/resize.h"

#include <vector>

#include "panet/base/parallel.h"
#include "triangle_resize.h"

namespace panet {
namespace {

constexpr int64_t kRowsPerTask = 8;

void round_levels(const std::vector<float>& levels, uint8_t* out) {
  for (std::size_t i = 0; i < levels.size(); ++i) out[i] = static_cast<uint8_t>(levels[i] + 0.5f);
}

}  // namespace

torch::Tensor resized_picture(const torch::Tensor& picture, int64_t size) {
  const TriangleResize resize(picture, size, "resized_picture");
  const auto result = torch::empty({size, size, 3}, torch::kUInt8);
  parallel_for(0, size, kRowsPerTask, [&](int64_t first, int64_t last) {
    std::vector<float> levels(static_cast<std::size_t>(3 * size));
    for (int64_t y = first; y < last; ++y) {
      resize.row(y, levels.data());
      round_levels(levels, result.data_ptr<uint8_t>() + 3 * size * y);
    }
  });
  return result;
}

}  // namespace panet
