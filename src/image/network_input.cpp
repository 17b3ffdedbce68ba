#include "panet/image/network_input.h"

#include <array>

#include "triangle_resize.h"

namespace panet {
namespace {

constexpr std::array mean = {0.485f, 0.456f, 0.406f};
constexpr std::array deviation = {0.229f, 0.224f, 0.225f};

// The filter's weights sum to 1, so scaling its result scales the picture. row: size x 3, from 0 to
// 255.
void normalise(float* row, int64_t size) {
  for (int64_t x = 0; x < size; ++x, row += 3)
    for (std::size_t c = 0; c < 3; ++c) row[c] = (row[c] / 255 - mean[c]) / deviation[c];
}

}  // namespace

torch::Tensor network_input(const torch::Tensor& picture, int64_t size) {
  const TriangleResize resize(picture, size, "network_input");
  const torch::Tensor result =
      torch::empty({1, size, size, 3});  // channels-last is this order in memory
  for (int64_t y = 0; y < size; ++y) {
    float* row = result.data_ptr<float>() + 3 * size * y;
    resize.row(y, row);
    normalise(row, size);
  }
  return result.permute({0, 3, 1, 2});
}

torch::Tensor picture_of_input(const torch::Tensor& input) {
  const auto per_channel = [](const std::array<float, 3>& values) {
    return torch::tensor({values[0], values[1], values[2]});
  };
  const auto unit = input[0].permute({1, 2, 0}) * per_channel(deviation) + per_channel(mean);
  return unit.mul(255).round_().clamp_(0, 255).to(torch::kUInt8).contiguous();
}

}  // namespace panet
