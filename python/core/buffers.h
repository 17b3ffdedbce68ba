#pragma once

#include <pybind11/pybind11.h>

#include <cstddef>
#include <span>

#include "panet/image/picture_view.h"

namespace panet::python {

// Buffers of Python's that lie row after row without gaps, as panet/_pictures.py makes them.
// pybind11::type_error for others: whoever calls panet._core by hand reads no strange memory.

// H x W x 3 bytes. The buffer must outlive the view.
PictureView picture_view(const pybind11::buffer_info& pixels);

// Numbers of any kind, as bytes. The buffer must outlive the span.
std::span<const std::byte> content_of(const pybind11::buffer_info& content);

// H x W bytes; whatever is not zero is in the mask.
Mask mask_of(const pybind11::buffer& values);

}  // namespace panet::python
