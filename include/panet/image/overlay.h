#pragma once

#include <string>
#include <vector>

#include "panet/base/public.h"
#include "panet/image/map.h"
#include "panet/image/picture_view.h"

namespace PANET_PUBLIC panet {

// The picture with each label's colour laid half transparent over it, a contour of that colour
// around it, and a thin edge around the contour, white or black, whichever stands out. Lines grow
// with the picture's diagonal.
//
// labels: of the picture's size; 0 is left as it is, label i takes colours[i - 1], one without a
// colour is a panet::Error. → a new picture of the same size.
Picture overlay(const PictureView& picture, const Labels& labels,
                const std::vector<Colour>& colours);

// The same in the picture's own memory.
void draw_overlay(Picture& picture, const Labels& labels, const std::vector<Colour>& colours);

}  // namespace panet
