#include "core/bindings.h"
#include "core/notes.h"
#include "panet/base/error.h"

PYBIND11_MODULE(_core, module) {
  using namespace panet::python;
  module.doc() = "The C++ half of panet; use panet.";
  auto error = py::register_exception<panet::Error>(module, "Error", PyExc_Exception);
  error.attr("__doc__") =
      "What was wrong with a file, a picture or an annotation, where, and what would be right.";
  error.attr("__module__") = "panet";
  keep_notes();
  bind_maps(module);
  bind_pictures(module);
  bind_annotations(module);
  bind_prototypes(module);
  bind_segmenter(module);
  bind_evaluation(module);
}
