#pragma once

#include <pybind11/pybind11.h>

namespace panet::python {

namespace py = pybind11;

// What each source adds to panet._core. Nothing in it is for users: panet/ in Python, which checks
// arguments and has the documentation, is.
void bind_error(py::module_& module);
void bind_maps(py::module_& module);
void bind_pictures(py::module_& module);
void bind_annotations(py::module_& module);
void bind_prototypes(py::module_& module);
void bind_segmenter(py::module_& module);
void bind_result_files(py::module_& module);
void bind_evaluation(py::module_& module);

}  // namespace panet::python
