#pragma once

#include <torch/types.h>

#include "panet/data/dataset.h"

namespace panet {

// A rectangle of a picture, in shares of its width and height: (0, 0) is the upper left corner,
// (1, 1) the lower right one. It may reach beyond the picture.
struct Window {
  double x = 0, y = 0, width = 1, height = 1;
  bool operator==(const Window& other) const = default;
};

// What a map shows in a window, whose sides are rounded to whole pixels, one at least; beyond the
// map it is `outside`: one number, or one for each channel. map: H x W or H x W x C, any type → the
// same with another height and width.
torch::Tensor cut(const torch::Tensor& map, const Window& window, const torch::Tensor& outside);

// The same for a picture, H x W x 3 uint8: beyond it lies the mean colour of ImageNet, which an
// encoder takes as zeros.
torch::Tensor cut_picture(const torch::Tensor& picture, const Window& window);

// No class is beyond the picture, and nobody looked there (PictureLabels::unlabelled).
PictureLabels cut(const PictureLabels& labels, const Window& window);

}  // namespace panet
