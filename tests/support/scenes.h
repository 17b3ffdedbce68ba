#pragma once

#include <utility>
#include <vector>

#include "panet/segment/segmenter.h"

namespace panet::test {

inline constexpr Colour kRed = {220, 40, 40}, kGreen = {40, 200, 60}, kBlue = {30, 60, 200};

// A disk of one colour on a ground of another, and its exact mask.
struct Scene {
  Picture picture;
  Mask mask;
};
Scene disk_scene(int64_t height, int64_t width, Colour disk, Colour ground, double centre_x = 0.5,
                 double centre_y = 0.5, double radius = 0.3);

Support support_of(const Scene& scene, const std::string& class_name,
                   const std::string& source = "scene");

// Several of them, which do not copy themselves.
template <typename... Supports>
std::vector<Support> supports(Supports&&... each) {
  std::vector<Support> all;
  (all.push_back(std::forward<Supports>(each)), ...);
  return all;
}

// A mask as labels of one class.
Labels labels_of(const Mask& mask);

// An encoder whose features are the mean colours of 8 x 8 pixels.
Model colour_model(const std::string& fingerprint = "colour");

// A segmenter over it: fast, and right about scenes like these. Its features begin at the upper
// left pixel, so it is nearest to the truth on a square of whole ones.
Segmenter colour_segmenter(const std::string& fingerprint = "colour", int64_t input_size = 200,
                           const Refinement& refinement = kPaperAlone,
                           PictureShape shape = PictureShape::kSquare);

// Intersection over union of two masks.
double iou(const Mask& a, const Mask& b);

}  // namespace panet::test
