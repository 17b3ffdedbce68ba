#pragma once

#include <cstdint>
#include <string>

#include "panet/base/public.h"
#include "panet/image/map.h"
#include "panet/model/input_format.h"

namespace PANET_PUBLIC panet {

// To what a picture is resized for the encoder.
enum class PictureShape {
  kSquare,  // a square, as in the paper (Sec. 4.1): proportions are given up
  kOwn      // a rectangle of the same area in about its own proportions
};

// "square" or "own"; panet::Error for another text.
PictureShape parse_picture_shape(const std::string& text);
std::string text_of(PictureShape shape);

// The size at which the encoder takes a picture: `side` x `side`, or as many pixels in a rectangle
// of whole features whose sides are to each other as the picture's, but for two things. Proportions
// are whole powers of the fifth root of 2 (near which 4:3, 3:2, 16:9 and 2:1 lie), so that there
// are 17 rectangles at most for an engine to be ready for; and a picture longer than 3:1 is
// squeezed to that. One that is nearly square gives the square itself. `input`: which sides the
// encoder takes, `side` among them.
PictureSize encoder_size(PictureSize picture, PictureShape shape, int64_t side,
                         const InputFormat& input = {});

}  // namespace panet
