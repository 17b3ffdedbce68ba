#include "panet/image/network_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "panet/file/error.h"
#include "picture.h"
#include "triangle_filter.h"

namespace panet {
namespace {

constexpr std::array mean = {0.485f, 0.456f, 0.406f};
constexpr std::array deviation = {0.229f, 0.224f, 0.225f};

// The rows of the picture below the filter, mixed to one: `row` is W x 3.
void mix_rows(const uint8_t* picture, const TriangleFilter::Taps& taps, std::vector<float>& row) {
  std::fill(row.begin(), row.end(), 0.0f);
  const auto length = static_cast<int64_t>(row.size());
  for (int64_t k = 0; k < taps.count; ++k) {
    const float weight = taps.weights[k];
    const uint8_t* source = picture + (taps.first + k) * length;
    float* out = row.data();
    for (int64_t i = 0; i < length; ++i) out[i] += weight * static_cast<float>(source[i]);
  }
}

// One output row, size x 3, normalised: the filter's weights sum to 1, so scaling its result scales
// the picture.
void mix_columns(const std::vector<float>& row, const TriangleFilter& filter, int64_t size,
                 float* out) {
  for (int64_t x = 0; x < size; ++x, out += 3) {
    const TriangleFilter::Taps taps = filter.taps(x);
    const float* source = row.data() + 3 * taps.first;
    float red = 0, green = 0, blue = 0;
    for (int64_t k = 0; k < taps.count; ++k, source += 3) {
      red += taps.weights[k] * source[0];
      green += taps.weights[k] * source[1];
      blue += taps.weights[k] * source[2];
    }
    out[0] = (red / 255 - mean[0]) / deviation[0];
    out[1] = (green / 255 - mean[1]) / deviation[1];
    out[2] = (blue / 255 - mean[2]) / deviation[2];
  }
}

}  // namespace

torch::Tensor network_input(const torch::Tensor& picture, int64_t size) {
  constexpr int64_t largest = 1 << 14;
  if (size < 1 || size > largest)
    throw Error(fmt::format("network_input: the size goes from 1 to {}, not {}", largest, size));
  const torch::Tensor pixels = checked_picture(picture, "network_input");
  const int64_t height = pixels.size(0), width = pixels.size(1);
  const TriangleFilter vertical(height, size), horizontal(width, size);
  const torch::Tensor result =
      torch::empty({1, size, size, 3});  // channels-last is this order in memory
  std::vector<float> row(static_cast<std::size_t>(3 * width));
  for (int64_t y = 0; y < size; ++y) {
    mix_rows(pixels.data_ptr<uint8_t>(), vertical.taps(y), row);
    mix_columns(row, horizontal, size, result.data_ptr<float>() + 3 * size * y);
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
