#include "data/mask_foreground.h"

namespace panet {
namespace {

bool is_reordered(const torch::Tensor& labels, const torch::Tensor& visible_black) {
  return visible_black.any().item<bool>() &&
         !visible_black.logical_and(labels.eq(0)).any().item<bool>();
}

}  // namespace

torch::Tensor visible_pixels(const Png& png) {
  return png.colours.select(2, 3).ge(kVisibleAlpha);
}

torch::Tensor mask_foreground(const Png& png) {
  const torch::Tensor visible = visible_pixels(png);
  const torch::Tensor coloured = png.colours.narrow(2, 0, 3).amax(2).ne(0);
  if (!png.labels.defined()) return coloured.logical_and(visible);
  const bool by_colour =
      png.has_palette && is_reordered(png.labels, visible.logical_and(coloured.logical_not()));
  return (by_colour ? coloured : png.labels.ne(0)).logical_and(visible);
}

}  // namespace panet
