#include <pybind11/stl.h>

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

std::vector<Text> pictures_in(const std::vector<Text>& named) {
  std::vector<std::string> inputs;
  for (const auto& one : named) inputs.push_back(one.bytes);
  return released([&inputs] {
    std::vector<Text> paths;
    for (const auto& listed : list_pictures(inputs)) paths.push_back({listed.path.string()});
    return paths;
  });
}

}  // namespace

void bind_pictures(py::module_& module) {
  module.def(
      "decode_picture",
      [](const Text& path) { return released([&path] { return decode_picture(path.bytes); }); },
      py::arg("path"));
  module.def("list_pictures", pictures_in, py::arg("inputs"));
}

}  // namespace panet::python
