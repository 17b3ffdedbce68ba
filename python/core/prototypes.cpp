#include "panet/weights/prototype_file.h"

#include <pybind11/stl.h>

#include <vector>

#include "core/bindings.h"
#include "core/released.h"
#include "core/text.h"

namespace panet::python {
namespace {

Prototypes prototypes_in(const Text& path) {
  return released([&path] { return load_prototypes(path.bytes); });
}

void save(const Prototypes& prototypes, const Text& path) {
  released([&] {
    save_prototypes(path.bytes, prototypes);
    return true;
  });
}

std::vector<Text> class_names(const Prototypes& prototypes) {
  std::vector<Text> names;
  for (const auto& name : prototypes.class_names) names.push_back({name});
  return names;
}

}  // namespace

void bind_prototypes(py::module_& module) {
  py::class_<Prototypes>(module, "Prototypes")
      .def_static("load", prototypes_in, py::arg("path"))
      .def("save", save, py::arg("path"))
      .def_property_readonly("class_names", class_names)
      .def_readonly("class_shots", &Prototypes::class_shots)
      .def_readonly("input_size", &Prototypes::input_size)
      .def_readonly("fingerprint", &Prototypes::encoder_fingerprint)
      .def_property_readonly(
          "shape", [](const Prototypes& prototypes) { return text_of(prototypes.shape); });
}

}  // namespace panet::python
