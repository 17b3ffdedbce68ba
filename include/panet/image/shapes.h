#pragma once

#include <vector>

#include "panet/base/public.h"
#include "panet/image/map.h"

namespace PANET_PUBLIC panet {

// In pixels; (0, 0) is the corner of the picture, (0.5, 0.5) the middle of its first pixel.
struct Point {
  double x = 0, y = 0;
};

// Each sets pixels of `mask` (it may have no pixels) to 1 and leaves the others as they are. →
// whether a pixel of the mask belongs to the shape: where its middle does; what lies outside the
// mask is clipped. Coordinates may be any finite number; panet::Error for NaN or infinite ones and
// for too few points.

// At least 3 points, even-odd rule. A middle exactly on an edge belongs to the shape right of it or
// below it: polygons, and rectangles, that share an edge share no pixel and leave none out.
bool fill_polygon(Mask& mask, const std::vector<Point>& points);
bool fill_rectangle(Mask& mask, Point a, Point b);  // any two opposite corners

// All pixels within `radius`, which is not negative, of the centre.
bool fill_circle(Mask& mask, Point centre, double radius);

// All pixels within width / 2 of the line through at least 1 point, and those the points lie in, so
// that even a stroke of width 1 has no hole: from each pixel to the next there is a step straight
// or across a corner. width: at least 1.
bool draw_stroke(Mask& mask, const std::vector<Point>& points, int width);

}  // namespace panet
