#pragma once

#include <string>
#include <vector>

#include "annotation/labelme_file.h"
#include "panet/image/map.h"

namespace panet {

// Of a shape that has not the points that its type needs, as stray clicks leave them, or is of a
// type not known: "shape 2 (\"cat\", polygon) is passed over: ..."; empty for all others.
std::string remark_on(const LabelmeShape& shape);

struct LabelmeDrawing {
  Mask mask;               // 1 inside
  bool has_areas = false;  // polygons, rectangles, circles, masks, rather than strokes alone
  // These, those of shapes without area or outside the picture, and of masks that were drawn at
  // another size than their points enclose.
  std::vector<std::string> remarks;
};

// All of `shapes` in one mask; what lies outside the picture is clipped. panet::Error names a shape
// that is broken, and tells of shapes that would take too long.
LabelmeDrawing drawing_of(const std::vector<LabelmeShape>& shapes, PictureSize size,
                          int stroke_width);

}  // namespace panet
