#pragma once

#include "image/png.h"
#include "panet/image/map.h"

namespace panet {

// Pixels whose alpha is below count as not there.
constexpr int kVisibleAlpha = 128;

inline bool is_visible(const Rgba& colour) {
  return colour[3] >= kVisibleAlpha;
}

// What a mask without a label means by foreground: the visible pixels that are not zero, in a
// colour mask not black. Programs that save small files reorder palettes: where black is
// among the colours of a palette mask, but not as index 0, black is background.
Mask mask_foreground(const Png& png);

}  // namespace panet
