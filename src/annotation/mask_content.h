#pragma once

#include <cstdint>

#include "image/png.h"
#include "panet/image/map.h"

namespace panet {

// What the pixels of an annotation look like, whatever its name says that it is.

// How many different colours can be seen.
int64_t colour_count(const Png& png);

// Whether pixels differ from their neighbours as in no drawing: a photograph, or strokes on it.
bool is_textured(const Png& png);

// Whether a mask is a photograph. One that is partly transparent is a picture cut out along the
// mask, and means it.
bool is_photograph(const Png& mask, const Mask& foreground);

// The share of the foreground that blur or JPEG left around its bright part: faint and uneven,
// further away from what is bright than the soft edge of a brush. 0 where that is nothing to speak
// of; labels, which are even, are no such traces.
double faint_share(const Png& mask, const Mask& foreground);

}  // namespace panet
