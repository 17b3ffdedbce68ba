#pragma once

#include "panet/image/map.h"
#include "panet/model/features.h"

namespace panet {

// A grid laid over what is finer (or coarser), each of whose cells has the mean of what lies below
// it; what lies below two cells counts for each by the area there.

// The mean direction of the features below each cell, as bfloat16.
Features average_directions(const Features& features, PictureSize grid);

// How much of each cell a mask covers, from 0 to 1.
Map<float> average_mask(const Mask& mask, PictureSize grid);

}  // namespace panet
