#include <pybind11/stl.h>

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/bindings.h"
#include "core/released.h"
#include "core/text.h"
#include "panet/annotation/support_folder.h"

namespace panet::python {
namespace {

using TwoMasks = std::pair<Mask, Mask>;  // foreground, background
using PicturesOfClass = std::pair<Text, std::vector<std::pair<Text, Text>>>;

TwoMasks masks_of(Annotation annotation) {
  return {std::move(annotation.foreground), std::move(annotation.background)};
}

TwoMasks annotation_in(const Text& path, int64_t height, int64_t width, const Text& class_name,
                       std::optional<int> label) {
  return released([&] {
    return masks_of(read_annotation({.picture = {}, .annotation = path.bytes, .boxes = {}},
                                    {height, width}, class_name.bytes,
                                    {.all = label, .by_class = {}}));
  });
}

TwoMasks annotation_by_boxes(const std::vector<std::array<double, 4>>& corners, int64_t height,
                             int64_t width, const Text& source) {
  std::vector<Box> boxes;
  for (const auto& [x1, y1, x2, y2] : corners) boxes.push_back({x1, y1, x2, y2});
  return masks_of(annotation_of_boxes(boxes, {height, width}, source.bytes));
}

std::vector<PicturesOfClass> support_folder(const Text& folder, std::optional<int> shots) {
  const auto classes = released(
      [&] { return read_support_folder(folder.bytes, {.shots = shots, .only = {}, .boxes = {}}); });
  std::vector<PicturesOfClass> result;
  for (const auto& one : classes) {
    auto& [name, pictures] = result.emplace_back(PicturesOfClass{{one.name}, {}});
    for (const auto& annotated : one.pictures)
      pictures.emplace_back(Text{annotated.picture.string()}, Text{annotated.annotation.string()});
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
