#include "panet/train/augmentation.h"

#include <algorithm>
#include <cmath>

#include "panet/data/prepared_picture.h"

namespace panet {
namespace {

// The window in pixels of a side of `pixels`, at least one of them.
struct Window {
  int64_t first, length;
};

Window window_of(double corner, double side, int64_t pixels) {
  const auto whole = static_cast<double>(pixels);
  const auto length = std::clamp<int64_t>(std::llround(side * whole), 1, pixels);
  const auto first = std::clamp<int64_t>(std::llround(corner * whole), 0, pixels - length);
  return {first, length};
}

torch::Tensor cropped(const torch::Tensor& tensor, const Window& rows, const Window& columns) {
  return tensor.narrow(-2, rows.first, rows.length).narrow(-1, columns.first, columns.length);
}

}  // namespace

torch::Tensor Augmentation::of_input(const torch::Tensor& input) const {
  const int64_t height = input.size(2), width = input.size(3);
  auto result = input;
  if (side < 1)
    result = at::upsample_bilinear2d(
        cropped(input, window_of(y, side, height), window_of(x, side, width)), {height, width},
        /*align_corners=*/false);
  if (flip) result = result.flip({3});
  if (saturation != 1) result = torch::lerp(result.mean(1, true), result, saturation);
  if (contrast != 1) result = torch::lerp(result.mean({1, 2, 3}, true), result, contrast);
  // Black lies at -mean / deviation of ImageNet, that is near -2 in each channel.
  if (brightness != 1) result = (result + 2) * brightness - 2;
  return result.contiguous(torch::MemoryFormat::ChannelsLast);
}

torch::Tensor Augmentation::of_map(const torch::Tensor& map) const {
  const int64_t height = map.size(0), width = map.size(1);
  auto result = map;
  if (side < 1)
    result = resized_to_nearest(cropped(map, window_of(y, side, height), window_of(x, side, width)),
                                PictureSize{.height = height, .width = width});
  return flip ? result.flip({1}) : result;
}

}  // namespace panet
