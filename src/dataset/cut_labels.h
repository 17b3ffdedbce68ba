#pragma once

#include "image/window.h"
#include "panet/dataset/dataset.h"

namespace panet {

// What labels say of a window of their picture: no class is beyond the picture, and nobody looked
// there (PictureLabels::unlabelled).
PictureLabels cut(const PictureLabels& labels, const Window& window);

}  // namespace panet
