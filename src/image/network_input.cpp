#include "panet/image/network_input.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "base/parallel.h"
#include "image/triangle_resize.h"

namespace panet {
namespace {

constexpr int64_t kRowsPerTask = 8;

// The filter's weights sum to 1, so scaling its result scales the picture.
void normalise(std::span<Levels> row, const Normalisation& by) {
  for (Levels& pixel : row)
    for (std::size_t c = 0; c < 3; ++c) pixel[c] = (pixel[c] / 255 - by.mean[c]) / by.deviation[c];
}

Colour colour_of(const Levels& normalised, const Normalisation& by) {
  Colour colour;
  for (std::size_t c = 0; c < 3; ++c) {
    const float level = (normalised[c] * by.deviation[c] + by.mean[c]) * 255;
    colour[c] = static_cast<uint8_t>(std::clamp(std::nearbyint(level), 0.0f, 255.0f));
  }
  return colour;
}

}  // namespace

NetworkInput network_input(const PictureView& picture, PictureSize size,
                           const Normalisation& normalisation) {
  const TriangleResize resize(picture, size, "network_input");
  auto result = NetworkInput::uninitialised(size);
  parallel_for(0, size.height, kRowsPerTask, [&](int64_t first, int64_t last) {
    for (int64_t y = first; y < last; ++y) {
      resize.row(y, result.row(y));
      normalise(result.row(y), normalisation);
    }
  });
  return result;
}

NetworkInput network_input(const PictureView& picture, int64_t size,
                           const Normalisation& normalisation) {
  return network_input(picture, PictureSize{.height = size, .width = size}, normalisation);
}

Picture picture_of_input(const NetworkInput& input, const Normalisation& normalisation) {
  return mapped<Picture>(input,
                         [&](const Levels& pixel) { return colour_of(pixel, normalisation); });
}

}  // namespace panet
