#include "panet/data/window.h"

#include <cmath>

namespace panet {
namespace {

constexpr Colour kMeanColour = {124, 116, 104};

Span span_of(double corner, double share, int64_t pixels) {
  const auto whole = static_cast<double>(pixels);
  return {.first = std::llround(corner * whole),
          .length = std::max<int64_t>(1, std::llround(share * whole))};
}

bool reaches_beyond(const Window& window) {
  return window.x < 0 || window.y < 0 || window.x + window.width > 1 ||
         window.y + window.height > 1;
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

PictureLabels cut(const PictureLabels& labels, const Window& window) {
  if (window == Window{}) return labels.copy();
  constexpr uint8_t kNo = 0, kYes = 1;
  PictureLabels result = {.size = pixels_of(window, labels.size).size()};
  for (const auto& [id, mask] : labels.masks) result.masks[id] = cut(mask, window, kNo);
  if (!labels.void_pixels.empty()) result.void_pixels = cut(labels.void_pixels, window, kNo);
  if (!labels.unlabelled.empty())
    result.unlabelled = cut(labels.unlabelled, window, kYes);
  else if (reaches_beyond(window))
    result.unlabelled = cut(Mask(labels.size), window, kYes);
  return result;
}

}  // namespace panet
