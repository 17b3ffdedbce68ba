#include <pybind11/stl.h>

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "base/atomic_file.h"
#include "base/own_file.h"
#include "base/temporary_file.h"
#include "core/bindings.h"
#include "core/buffers.h"
#include "core/released.h"
#include "core/shared_segmenter.h"
#include "core/text.h"
#include "image/own_picture.h"
#include "panet/image/overlay.h"
#include "segment/picture_output.h"

namespace panet::python {
namespace {

py::bytes bytes_of(std::span<const std::byte> content) {
  return {reinterpret_cast<const char*>(content.data()), content.size()};
}

std::string job(const SharedSegmenter& shared, const Prototypes& prototypes) {
  return job_fingerprint(prototypes, shared.segmenter().options());
}

py::bytes mask_file(const Segmentation& result, const Prototypes& prototypes,
                    const std::string& job) {
  const PictureOutput output({.folder = {}, .overlay = false}, prototypes, job);
  const auto encoded = released([&] {
    return output.encoded({.path = {}, .name = "mask"}, Picture(), result,
                          record_of(result, prototypes));
  });
  return {encoded.labels};
}

py::bytes overlay_file(const Segmentation& result, const py::buffer& picture,
                       const Prototypes& prototypes, const std::string& job) {
  const auto pixels = picture.request();
  const auto encoded = released([&] {
    const auto drawn = overlay(picture_view(pixels), result.labels, prototypes.class_colours);
    return encoded_own_picture("overlay.jpg", drawn, job);
  });
  return bytes_of(encoded);
}

// Of each class: name, share, mean score, presence.
using Found = std::vector<std::tuple<Text, double, double, double>>;

std::optional<Found> found_in(const Text& mask, const std::string& job) {
  const auto record = released([&] { return record_of_whole_mask(mask.bytes, job); });
  if (!record) return std::nullopt;
  Found found;
  for (const auto& one : record->classes)
    found.emplace_back(Text{one.name}, one.share, one.score, one.presence);
  return found;
}

bool is_own(const Text& path) {
  return released([&path] { return is_own_file(path.bytes); });
}

void write_file(const Text& path, const py::buffer& content) {
  const auto buffer = content.request();
  const auto bytes = content_of(buffer);
  released([&] {
    write_atomically(path.bytes, bytes);
    return true;
  });
}

void remove_leftovers_of_files(const std::vector<Text>& files) {
  std::map<std::filesystem::path, std::set<std::string, std::less<>>> names_in;
  for (const auto& [bytes] : files) {
    const std::filesystem::path file = bytes;
    names_in[file.parent_path()].insert(file.filename().string());
  }
  released([&names_in] {
    for (const auto& [folder, names] : names_in)
      remove_leftovers(folder, [&](std::string_view name) { return names.contains(name); });
    return true;
  });
}

}  // namespace

void bind_result_files(py::module_& module) {
  module.def("job", job, py::arg("segmenter"), py::arg("prototypes"));
  module.def("mask_file", mask_file, py::arg("result"), py::arg("prototypes"), py::arg("job"));
  module.def("overlay_file", overlay_file, py::arg("result"), py::arg("picture"),
             py::arg("prototypes"), py::arg("job"));
  module.def("found_in", found_in, py::arg("mask"), py::arg("job"));
  module.def("is_own", is_own, py::arg("path"));
  module.def("remove_leftovers", remove_leftovers_of_files, py::arg("files"));
  module.def("write_file", write_file, py::arg("path"), py::arg("content"));
}

}  // namespace panet::python
