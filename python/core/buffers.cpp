#include "core/buffers.h"

#include <algorithm>

namespace panet::python {
namespace py = pybind11;
namespace {

bool lies_without_gaps(const py::buffer_info& info) {
  py::ssize_t step = info.itemsize;
  for (auto axis = info.ndim; axis-- > 0;) {
    if (info.strides[static_cast<std::size_t>(axis)] != step) return false;
    step *= info.shape[static_cast<std::size_t>(axis)];
  }
  return true;
}

void expect(const py::buffer_info& info, bool has_shape, const char* what_is_right) {
  if (info.itemsize != 1 || !has_shape || !lies_without_gaps(info))
    throw py::type_error(what_is_right);
}

}  // namespace

PictureView picture_view(const py::buffer_info& pixels) {
  expect(pixels, pixels.ndim == 3 && pixels.shape[2] == 3, "pixels: H x W x 3 bytes without gaps");
  return {static_cast<const uint8_t*>(pixels.ptr),
          {pixels.shape[0], pixels.shape[1]},
          3 * pixels.shape[1]};
}

std::span<const std::byte> content_of(const py::buffer_info& content) {
  if (!lies_without_gaps(content)) throw py::type_error("content: bytes without gaps");
  return {static_cast<const std::byte*>(content.ptr),
          static_cast<std::size_t>(content.size * content.itemsize)};
}

Mask mask_of(const py::buffer& values) {
  const auto info = values.request();
  expect(info, info.ndim == 2, "a mask: H x W bytes without gaps");
  auto mask = Mask::uninitialised(info.shape[0], info.shape[1]);
  const auto* first = static_cast<const uint8_t*>(info.ptr);
  std::transform(first, first + mask.size(), mask.all().begin(),
                 [](uint8_t value) { return static_cast<uint8_t>(value != 0); });
  return mask;
}

}  // namespace panet::python
