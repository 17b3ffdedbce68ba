#include "dataset/cut_labels.h"

namespace panet {
namespace {

bool reaches_beyond(const Window& window) {
  return window.x < 0 || window.y < 0 || window.x + window.width > 1 ||
         window.y + window.height > 1;
}

}  // namespace

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
