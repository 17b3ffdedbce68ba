#include "annotation/mask_foreground.h"

namespace panet {
namespace {

bool is_black(const Rgba& colour) {
  return colour[0] == 0 && colour[1] == 0 && colour[2] == 0;
}

bool is_reordered(const Png& png) {
  const auto labels = png.labels.all();
  const auto colours = png.colours.all();
  bool has_black = false;
  for (std::size_t i = 0; i < colours.size(); ++i) {
    if (!is_visible(colours[i]) || !is_black(colours[i])) continue;
    if (labels[i] == 0) return false;
    has_black = true;
  }
  return has_black;
}

}  // namespace

Mask mask_foreground(const Png& png) {
  if (png.labels.empty() || (png.has_palette && is_reordered(png)))
    return mapped<Mask>(png.colours,
                        [](const Rgba& colour) { return is_visible(colour) && !is_black(colour); });
  return mapped<Mask>(png.labels, png.colours, [](uint8_t label, const Rgba& colour) {
    return label != 0 && is_visible(colour);
  });
}

}  // namespace panet
