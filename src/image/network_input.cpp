#include "panet/image/network_input.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "base/parallel.h"
#include "image/triangle_resize.h"

namespace panet {
namespace {

constexpr int64_t kRowsPerTask = 8;
constexpr std::array kMean = {0.485f, 0.456f, 0.406f};
constexpr std::array kDeviation = {0.229f, 0.224f, 0.225f};

// The filter's weights sum to 1, so scaling its result scales the picture.
void normalise(std::span<Levels> row) {
  for (Levels& pixel : row)
    for (std::size_t c = 0; c < 3; ++c) pixel[c] = (pixel[c] / 255 - kMean[c]) / kDeviation[c];
}

Colour colour_of(const Levels& normalised) {
  Colour colour;
  for (std::size_t c = 0; c < 3; ++c) {
    const float level = (normalised[c] * kDeviation[c] + kMean[c]) * 255;
    colour[c] = static_cast<uint8_t>(std::clamp(std::nearbyint(level), 0.0f, 255.0f));
  }
  return colour;
}

}  // namespace

NetworkInput network_input(const PictureView& picture, PictureSize size) {
  const TriangleResize resize(picture, size, "network_input");
  auto result = NetworkInput::uninitialised(size);
  parallel_for(0, size.height, kRowsPerTask, [&](int64_t first, int64_t last) {
    for (int64_t y = first; y < last; ++y) {
      resize.row(y, result.row(y));
      normalise(result.row(y));
    }
  });
  return result;
}

NetworkInput network_input(const PictureView& picture, int64_t size) {
  return network_input(picture, PictureSize{.height = size, .width = size});
}

Picture picture_of_input(const NetworkInput& input) {
  return mapped<Picture>(input, colour_of);
}

}  // namespace panet
