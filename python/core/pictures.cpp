#include <pybind11/stl.h>

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/bindings.h"
#include "core/released.h"
#include "core/text.h"
#include "panet/image/decode.h"
#include "panet/segment/picture_list.h"

namespace panet::python {
namespace {

// (path, name of the outputs)
using Listed = std::pair<Text, Text>;

std::vector<Listed> pictures_in(const std::vector<Text>& named) {
  std::vector<std::string> inputs;
  for (const auto& one : named) inputs.push_back(one.bytes);
  return released([&inputs] {
    std::vector<Listed> pictures;
    for (const auto& [path, name] : list_pictures(inputs))
      pictures.emplace_back(Text{path.string()}, Text{name.string()});
    return pictures;
  });
}

Picture decode_file(const py::buffer& content) {
  const auto bytes = content.request();
  const std::span file(static_cast<const std::byte*>(bytes.ptr),
                       static_cast<std::size_t>(bytes.size * bytes.itemsize));
  return released([file] { return decode_picture(file); });
}

}  // namespace

void bind_pictures(py::module_& module) {
  module.def(
      "decode_picture",
      [](const Text& path) { return released([&path] { return decode_picture(path.bytes); }); },
      py::arg("path"));
  module.def("decode_file", decode_file, py::arg("content"));
  module.def("list_pictures", pictures_in, py::arg("inputs"));
}

}  // namespace panet::python
