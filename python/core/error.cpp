#include "panet/base/error.h"

#include <exception>

#include "core/bindings.h"
#include "core/text.h"

namespace panet::python {
namespace {

PyObject*& error_type() {
  static PyObject* type = nullptr;
  return type;
}

// pybind11's own translation takes messages for UTF-8, which names of files need not be.
void translate(std::exception_ptr thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const Error& error) {
    PyErr_SetObject(error_type(), str_of(error.what()).ptr());
  }
}

}  // namespace

void bind_error(py::module_& module) {
  error_type() = PyErr_NewExceptionWithDoc(
      "panet.Error",
      "What was wrong with a file, a picture or an annotation, where, and what would be right.",
      nullptr, nullptr);
  if (error_type() == nullptr) throw py::error_already_set();
  module.add_object("Error", error_type());
  py::register_exception_translator(translate);
}

}  // namespace panet::python
