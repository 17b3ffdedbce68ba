#include "panet/weights/prototype_file.h"

#include <pybind11/stl.h>

#include <string>

#include "core/bindings.h"
#include "core/released.h"

namespace panet::python {
namespace {

Prototypes prototypes_in(const std::string& path) {
  return released([&path] { return load_prototypes(path); });
}

void save(const Prototypes& prototypes, const std::string& path) {
  released([&] {
    save_prototypes(path, prototypes);
    return true;
  });
}

}  // namespace

void bind_prototypes(py::module_& module) {
  py::class_<Prototypes>(module, "Prototypes")
      .def_static("load", prototypes_in, py::arg("path"))
      .def("save", save, py::arg("path"))
      .def_readonly("class_names", &Prototypes::class_names)
      .def_readonly("class_shots", &Prototypes::class_shots)
      .def_readonly("input_size", &Prototypes::input_size)
      .def_readonly("fingerprint", &Prototypes::encoder_fingerprint)
      .def_property_readonly(
          "shape", [](const Prototypes& prototypes) { return text_of(prototypes.shape); });
}

}  // namespace panet::python
