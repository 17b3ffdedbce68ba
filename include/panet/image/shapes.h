#pragma once

#include <torch/torch.h>

#include <vector>

namespace panet {

struct Point {
  double x = 0, y = 0;  // pixels; (0, 0) is the corner of the picture, (0.5, 0.5) the middle of its first pixel
};

// Each sets pixels of `mask` (H x W uint8, contiguous) to 1; what lies outside the mask is clipped. Coordinates may be
// any finite number; panet::Error for NaN or infinite ones and for too few points.
void fill_polygon(torch::Tensor& mask, const std::vector<Point>& points);  // at least 3, even-odd rule
void fill_rectangle(torch::Tensor& mask, Point a, Point b);                // any two opposite corners
void fill_circle(torch::Tensor& mask, Point centre, double radius);
void draw_stroke(torch::Tensor& mask, const std::vector<Point>& points, int width);  // at least 1

}  // namespace panet
