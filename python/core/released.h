#pragma once

#include <pybind11/pybind11.h>

#include "core/notes.h"

namespace panet::python {

// What `work` returns, which computes while other threads run Python; then tells what it noted.
template <typename Work>
auto released(Work work) {
  auto result = [&work] {
    const pybind11::gil_scoped_release release;
    return work();
  }();
  warn_of_notes();
  return result;
}

}  // namespace panet::python
