#pragma once

#include <torch/types.h>

#include <vector>

#include "data/labelme_file.h"

namespace panet {

// polygon, rectangle, circle and mask, rather than strokes.
bool is_area(const LabelmeShape& shape);

// All of `shapes` in one H x W uint8 mask, 1 inside; what lies outside the picture is clipped.
// panet::Error names the shape that cannot be drawn.
torch::Tensor drawing_of(const std::vector<LabelmeShape>& shapes, PictureSize size,
                         int stroke_width);

}  // namespace panet
