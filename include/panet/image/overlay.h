#pragma once

#include <torch/torch.h>

#include <string>
#include <vector>

#include "panet/image/png.h"

namespace panet {

// The picture with each label's colour laid over it and a contour around it. labels: H x W uint8, 0 is left as it is,
// label i takes colours[i - 1]. → a new picture of the same size.
torch::Tensor overlay(const torch::Tensor& picture, const torch::Tensor& labels, const std::vector<Colour>& colours);

}  // namespace panet
