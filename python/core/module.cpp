#include "core/bindings.h"
#include "core/notes.h"

PYBIND11_MODULE(_core, module) {
  using namespace panet::python;
  module.doc() = "The C++ half of panet; use panet.";
  bind_error(module);
  keep_notes();
  bind_maps(module);
  bind_pictures(module);
  bind_annotations(module);
  bind_prototypes(module);
  bind_segmenter(module);
  bind_result_files(module);
  bind_evaluation(module);
}
