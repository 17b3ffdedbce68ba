#include "image/window.h"

#include <cmath>

namespace panet {
namespace {

constexpr Colour kMeanColour = {124, 116, 104};

Span span_of(double corner, double share, int64_t pixels) {
  const auto whole = static_cast<double>(pixels);
  return {.first = std::llround(corner * whole),
          .length = std::max<int64_t>(1, std::llround(share * whole))};
}

}  // namespace

WindowPixels pixels_of(const Window& window, PictureSize picture) {
  return {.rows = span_of(window.y, window.height, picture.height),
          .columns = span_of(window.x, window.width, picture.width)};
}

Span overlap(const Span& a, const Span& b) {
  const auto first = std::max(a.first, b.first);
  return {.first = first, .length = std::max<int64_t>(0, std::min(a.end(), b.end()) - first)};
}

Picture cut_picture(const Picture& picture, const Window& window) {
  return cut(picture, window, kMeanColour);
}

}  // namespace panet
