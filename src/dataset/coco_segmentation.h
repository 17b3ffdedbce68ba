#pragma once

#include <cstdint>
#include <string_view>

#include "image/drawing_effort.h"
#include "panet/image/map.h"

namespace panet {

// The polygons and RLEs of a "segmentation", by its brackets and commas alone.
struct OutlineCount {
  int64_t drawable = 0;   // RLEs, polygons of at least 3 points, and what is told when it is drawn
  int64_t too_short = 0;  // polygons of fewer points
};
OutlineCount count_outlines(std::string_view json);

// Sets the pixels of one object to 1 and leaves the others as they are.
//
// json: COCO's "segmentation", either a list of polygons [[x, y, x, y, ...], ...], whose union the
// object is, or an RLE {"size": [H, W], "counts": ...}, its counts a list or COCO's compressed
// text; RLEs may stand in the list too. Polygons with fewer than three points are passed over.
// panet::Error: something else, an RLE that does not fit the mask, and where more is to be drawn
// than `effort`, which goes on from object to object of a picture, allows. → where it lies.
ShapeBox draw_coco_segmentation(Mask& mask, std::string_view json, DrawingEffort& effort);

}  // namespace panet
