#pragma once

#include <string>

#include "image/png.h"
#include "panet/image/map.h"

namespace panet {

// For error messages: "0, 3, 15", the different values of a map.
std::string label_list(const Labels& labels);

// "(0, 0, 255), (255, 255, 255)", the first few colours of a picture.
std::string colour_list(const Png& png);

}  // namespace panet
