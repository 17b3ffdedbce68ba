#pragma once

#include <torch/types.h>

#include "panet/image/png.h"

namespace panet {

// Pixels whose alpha is below count as not there.
constexpr int kVisibleAlpha = 128;

// H x W bool: where the picture can be seen.
torch::Tensor visible_pixels(const Png& png);

// What a mask without a label means by foreground → H x W bool: the visible pixels that are not
// zero, in a colour mask not black. Programs that save small files reorder palettes: where black is
// among the colours of a palette mask, but not as index 0, black is background.
torch::Tensor mask_foreground(const Png& png);

}  // namespace panet
