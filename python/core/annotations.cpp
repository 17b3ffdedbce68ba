#include <pybind11/stl.h>

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/bindings.h"
#include "core/released.h"
#include "panet/annotation/support_folder.h"

namespace panet::python {
namespace {

using TwoMasks = std::pair<Mask, Mask>;  // foreground, background
using PicturesOfClass = std::pair<std::string, std::vector<std::pair<std::string, std::string>>>;

TwoMasks masks_of(Annotation annotation) {
  return {std::move(annotation.foreground), std::move(annotation.background)};
}

TwoMasks annotation_in(const std::string& path, int64_t height, int64_t width,
                       const std::string& class_name, std::optional<int> label) {
  return released([&] {
    return masks_of(read_annotation({.picture = {}, .annotation = path, .boxes = {}},
                                    {height, width}, class_name, {.all = label, .by_class = {}}));
  });
}

TwoMasks annotation_by_boxes(const std::vector<std::array<double, 4>>& corners, int64_t height,
                             int64_t width, const std::string& source) {
  std::vector<Box> boxes;
  for (const auto& [x1, y1, x2, y2] : corners) boxes.push_back({x1, y1, x2, y2});
  return masks_of(annotation_of_boxes(boxes, {height, width}, source));
}

std::vector<PicturesOfClass> support_folder(const std::string& folder, std::optional<int> shots) {
  const auto classes = released(
      [&] { return read_support_folder(folder, {.shots = shots, .only = {}, .boxes = {}}); });
  std::vector<PicturesOfClass> result;
  for (const auto& one : classes) {
    auto& [name, pictures] = result.emplace_back(PicturesOfClass{one.name, {}});
    for (const auto& annotated : one.pictures)
      pictures.emplace_back(annotated.picture.string(), annotated.annotation.string());
  }
  return result;
}

}  // namespace

void bind_annotations(py::module_& module) {
  module.def("read_annotation", annotation_in, py::arg("path"), py::arg("height"), py::arg("width"),
             py::arg("class_name"), py::arg("label"));
  module.def("annotation_of_boxes", annotation_by_boxes, py::arg("boxes"), py::arg("height"),
             py::arg("width"), py::arg("source"));
  module.def("read_support_folder", support_folder, py::arg("folder"), py::arg("shots"));
}

}  // namespace panet::python
