#pragma once

#include <string>

#include "panet/annotation/annotation.h"

namespace panet {

// "640 x 480 pixels (width x height)"
std::string pixels(PictureSize size);

// panet::Error, telling both, unless the size of an annotation is the one of its picture.
void expect_size(PictureSize annotation, PictureSize picture);

}  // namespace panet
