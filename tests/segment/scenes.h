#pragma once

#include "panet/segment/segmenter.h"

namespace panet::test {

using Colour3 = std::array<int, 3>;
inline constexpr Colour3 kRed = {220, 40, 40}, kGreen = {40, 200, 60}, kBlue = {30, 60, 200};

// A disk of one colour on a ground of another, and its exact mask (H x W uint8).
struct Scene {
  torch::Tensor picture;
  torch::Tensor mask;
};
Scene disk_scene(int64_t height, int64_t width, Colour3 disk, Colour3 ground, double centre_x = 0.5,
                 double centre_y = 0.5, double radius = 0.3);

Support support_of(const Scene& scene, const std::string& class_name,
                   const std::string& source = "scene");

// A segmenter whose features are the mean colours of 8 x 8 pixels: fast, and right about scenes
// like these.
Segmenter colour_segmenter(const std::string& fingerprint = "colour", int64_t input_size = 200,
                           const Refinement& refinement = kPaperAlone);

// Intersection over union of two masks.
double iou(const torch::Tensor& a, const torch::Tensor& b);

}  // namespace panet::test
