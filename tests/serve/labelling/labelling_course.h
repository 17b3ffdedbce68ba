#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "panet/weights/model_file.h"

namespace panet::test {

// What labelling one class comes to: two of its pictures, drawn by a seed, are annotated by two
// strokes each; then three times the worst mask is mended by two strokes.
struct LabellingCourse {
  double before = 0, after = 0;          // mean IoU, percent, of the pictures that nobody touched
  double mended_before = 0, mended = 0;  // the same of the three
  double seconds = 0;  // from a mended stroke until all others have new masks, on the mean
};

// The mean over seeds 1 to `seeds`. pictures: with masks of the same names beside them, NAME.png.
LabellingCourse labelling_course(const std::string& class_name,
                                 const std::vector<std::filesystem::path>& pictures,
                                 const std::shared_ptr<const Model>& model, uint64_t seeds);

// Of each class that has a folder in the first of `folders`: the pictures that are in its folders
// in all of them.
struct PicturesOfClass {
  std::string class_name;
  std::vector<std::filesystem::path> pictures;
};
std::vector<PicturesOfClass> pictures_of_classes(const std::vector<std::filesystem::path>& folders);

// Labels each of these classes, prints a line for each, and the mean; returns what is gained on the
// mean.
double print_labelling_courses(const std::vector<PicturesOfClass>& classes,
                               const std::shared_ptr<const Model>& model, uint64_t seeds);

}  // namespace panet::test
