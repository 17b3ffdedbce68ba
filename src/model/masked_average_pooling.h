#pragma once

#include <vector>

#include "panet/image/map.h"
#include "panet/model/features.h"

namespace panet {

// Masked average pooling (paper eq. 1 and 2): the mean feature under a mask,
//   p = sum_xy up(F)(x, y) M(x, y) / (sum_xy M(x, y) + 1e-5),
// where up() is bilinear upsampling to the size of the mask. up() is linear, so p = F · upT(M) /
// sum(M): its transpose takes the mask down to the features once, and features are never held at
// the size of an image.
//
// A mask of any size → D numbers.
std::vector<float> masked_average_pooling(const Features& features, const Mask& mask);

// The weight of each feature in that mean before normalisation: the transpose of bilinear
// upsampling (align_corners = false) from the features' grid to the mask's size, applied to the
// mask.
Map<float> transposed_bilinear_upsampling(const Mask& mask, PictureSize grid);

}  // namespace panet
