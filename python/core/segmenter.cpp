#include <pybind11/stl.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "core/bindings.h"
#include "core/buffers.h"
#include "core/shared_segmenter.h"
#include "core/text.h"
#include "panet/base/thread_count.h"

namespace panet::python {
namespace {

using Segmenters = std::shared_ptr<SharedSegmenter>;

Segmenters segmenter_of(const Text& model, int64_t size, const std::string& precision,
                        const std::string& shape, const std::string& refine, double absent_below,
                        std::optional<int64_t> tiles, int threads) {
  const SegmenterOptions options = {
      .input_size = size,
      .shape = parse_picture_shape(shape),
      .compute = {.device = {}, .precision = parse_precision(precision, {})},
      .stride_placement = {},
      .refinement = parse_refinement(refine),
      .absent_below = absent_below,
      .tiles = tiles};
  const int share = threads > 0 ? threads : thread_count();
  return released([&] {
    const ThreadShare while_loading(share);
    return std::make_shared<SharedSegmenter>(Segmenter::load(model.bytes, options), share);
  });
}

Segmenters another(SharedSegmenter& one) {
  return std::make_shared<SharedSegmenter>(
      Segmenter(one.segmenter().model(), one.segmenter().options()), one.threads());
}

// The next of what a Python iterator gives: (class name, pixels, foreground, background, source).
std::optional<Support> next_support(const py::iterator& supports) {
  const py::gil_scoped_acquire lock;
  PyObject* const next = PyIter_Next(supports.ptr());
  if (next == nullptr && PyErr_Occurred() != nullptr) throw py::error_already_set();
  if (next == nullptr) return std::nullopt;
  const auto item = py::reinterpret_steal<py::tuple>(next);
  const auto pixels = item[1].cast<py::buffer>().request();
  return Support{.class_name = item[0].cast<Text>().bytes,
                 .picture = copy_of(picture_view(pixels)),
                 .annotation = {.foreground = mask_of(item[2].cast<py::buffer>()),
                                .background = mask_of(item[3].cast<py::buffer>())},
                 .source = item[4].cast<Text>().bytes};
}

Prototypes learn(SharedSegmenter& shared, const py::iterator& supports) {
  return shared.use([&](Segmenter& segmenter) {
    return segmenter.learn([&supports] { return next_support(supports); });
  });
}

Segmentation segment(SharedSegmenter& shared, const py::buffer& picture,
                     const Prototypes& prototypes, bool scores) {
  const auto pixels = picture.request();
  const auto kept = scores ? KeptScores::kAll : KeptScores::kMeans;
  return shared.use([&](Segmenter& segmenter) {
    return segmenter.segment(picture_view(pixels), prototypes, kept);
  });
}

void bind_segmentation(py::module_& module) {
  py::class_<Segmentation>(module, "Segmentation")
      .def_readonly("labels", &Segmentation::labels)
      .def_readonly("scores", &Segmentation::scores)
      .def_readonly("pixels", &Segmentation::pixels)
      .def_readonly("mean_scores", &Segmentation::mean_scores)
      .def_readonly("presences", &Segmentation::presences);
}

}  // namespace

void bind_segmenter(py::module_& module) {
  bind_segmentation(module);
  py::class_<SharedSegmenter, Segmenters>(module, "Segmenter")
      .def(py::init(&segmenter_of), py::arg("model"), py::arg("size"), py::arg("precision"),
           py::arg("shape"), py::arg("refine"), py::arg("absent_below"), py::arg("tiles"),
           py::arg("threads"))
      .def("another", another)
      .def("learn", learn, py::arg("supports"))
      .def("segment", segment, py::arg("picture"), py::arg("prototypes"), py::arg("scores"))
      .def_property_readonly("threads", &SharedSegmenter::threads)
      .def_property_readonly(
          "fingerprint", [](const SharedSegmenter& one) { return one.segmenter().fingerprint(); })
      .def_property_readonly(
          "size", [](const SharedSegmenter& one) { return one.segmenter().options().input_size; })
      .def_property_readonly("precision", [](const SharedSegmenter& one) {
        return text_of(one.segmenter().options().compute.precision);
      });
}

}  // namespace panet::python
