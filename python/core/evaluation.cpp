#include "panet/eval/evaluation.h"

#include <pybind11/stl.h>

#include <algorithm>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/free_memory.h"
#include "core/bindings.h"
#include "core/shared_segmenter.h"
#include "core/text.h"
#include "panet/dataset/open_dataset.h"

namespace panet::python {
namespace {

// A data set, and a segmenter that is measured on it; features of its pictures stay between calls.
class DatasetEvaluator {
 public:
  DatasetEvaluator(std::shared_ptr<SharedSegmenter> segmenter, OpenedDataset opened,
                   const EvaluatorOptions& options)
      : segmenter_(std::move(segmenter)), opened_(std::move(opened)), options_(options) {}

  const OpenedDataset& opened() const { return opened_; }

  std::vector<SettingResult> evaluate(
      const std::vector<EpisodeSet>& sets, const SupportAnnotationOptions& annotation,
      const std::function<bool(const EvaluationProgress&)>& on_episode) {
    return segmenter_->use([&](Segmenter& segmenter) {
      if (!evaluator_)
        evaluator_ = std::make_unique<Evaluator>(segmenter, *opened_.dataset, options_);
      NoPeers alone;
      return panet::evaluate(*evaluator_, sets, {annotation}, alone, on_episode);
    });
  }

 private:
  std::shared_ptr<SharedSegmenter> segmenter_;
  OpenedDataset opened_;
  EvaluatorOptions options_;
  std::unique_ptr<Evaluator> evaluator_;
};

std::unique_ptr<DatasetEvaluator> evaluator_of(std::shared_ptr<SharedSegmenter> segmenter,
                                               const Text& root,
                                               const std::optional<std::string>& kind,
                                               const std::optional<Text>& image_set,
                                               std::optional<int64_t> cache_bytes) {
  return released([&] {
    const auto parsed = kind ? parse_dataset_kind(*kind) : dataset_kind_of(root.bytes);
    auto opened =
        open_dataset(parsed, root.bytes,
                     {.image_set = image_set ? std::optional(image_set->bytes) : std::nullopt,
                      .class_list = {}});
    const auto cache = cache_bytes ? static_cast<std::size_t>(*cache_bytes) : free_memory() / 2;
    return std::make_unique<DatasetEvaluator>(std::move(segmenter), std::move(opened),
                                              EvaluatorOptions{.cache_bytes = cache});
  });
}

std::vector<std::string> fold_names(const DatasetEvaluator& evaluator) {
  std::vector<std::string> names;
  for (const auto& fold : evaluator.opened().folds) names.push_back(fold.name);
  return names;
}

std::vector<EpisodeSet> episode_sets(const OpenedDataset& opened,
                                     const std::vector<std::string>& splits,
                                     const EpisodeOptions& options, int runs, std::size_t count) {
  std::vector<EpisodeSet> sets;
  for (const auto& fold : opened.folds) {
    if (std::ranges::find(splits, fold.name) == splits.end()) continue;
    for (int run = 1; run <= runs; ++run) {
      EpisodeOptions of_run = options;
      of_run.seed += static_cast<uint64_t>(run) - 1;
      sets.push_back({.split = fold.name,
                      .ways = options.ways,
                      .shots = options.shots,
                      .run = run,
                      .episodes = EpisodeSampler(*opened.dataset, fold, of_run).episodes(count)});
    }
  }
  return sets;
}

py::object figure(const std::optional<MeanAndDeviation>& value) {
  if (!value) return py::none();
  return py::make_tuple(value->mean, value->deviation);
}

py::dict ious_of_classes(const IouSummary& summary, const Dataset& dataset) {
  py::dict result;
  for (const auto& one : dataset.classes())
    if (const auto found = summary.class_iou.find(one.id); found != summary.class_iou.end())
      result[str_of(one.name)] = figure(found->second);
  return result;
}

py::dict described(const SettingResult& result, const Dataset& dataset) {
  const auto summary = summary_of(result.runs);
  py::dict fields;
  fields["split"] = result.setting.split;
  fields["ways"] = result.setting.ways;
  fields["shots"] = result.setting.shots;
  fields["annotation"] = text_of(result.setting.annotation);
  fields["runs"] = result.runs.size();
  fields["episodes"] = result.episodes;
  fields["mean_iou"] = figure(summary.mean_iou);
  fields["binary_iou"] = figure(summary.binary_iou);
  fields["class_iou"] = ious_of_classes(summary, dataset);
  fields["seconds"] = result.seconds;
  return fields;
}

// Tells Python of each episode. An exception there, an interruption among them, ends the evaluation
// and is thrown again when the evaluator is through with it.
class Progress {
 public:
  explicit Progress(const py::object& call) : call_(call) {}

  bool tell(const EvaluationProgress& now) {
    const py::gil_scoped_acquire lock;
    try {
      if (PyErr_CheckSignals() != 0) throw py::error_already_set();
      if (!call_.is_none()) call_(now.episodes_done, now.episodes_total);
    } catch (...) {
      raised_ = std::current_exception();
    }
    return !raised_;
  }

  void rethrow() const {
    if (raised_) std::rethrow_exception(raised_);
  }

 private:
  const py::object& call_;
  std::exception_ptr raised_;
};

py::list evaluate(DatasetEvaluator& evaluator, const std::vector<std::string>& splits, int ways,
                  int shots, const std::string& annotation, int runs, std::size_t episodes,
                  uint64_t seed, const py::object& call) {
  const auto& opened = evaluator.opened();
  const EpisodeOptions options = {.ways = ways, .shots = shots, .seed = seed};
  const auto sets = released([&] { return episode_sets(opened, splits, options, runs, episodes); });
  Progress progress(call);
  const auto results =
      evaluator.evaluate(sets, {.kind = parse_support_annotation(annotation), .seed = seed},
                         [&progress](const EvaluationProgress& now) { return progress.tell(now); });
  progress.rethrow();
  py::list all;
  for (const auto& result : results) all.append(described(result, *opened.dataset));
  return all;
}

}  // namespace

void bind_evaluation(py::module_& module) {
  py::class_<DatasetEvaluator>(module, "Evaluator")
      .def(py::init(&evaluator_of), py::arg("segmenter"), py::arg("root"), py::arg("kind"),
           py::arg("image_set"), py::arg("cache_bytes"))
      .def_property_readonly("folds", fold_names)
      .def("evaluate", evaluate, py::arg("splits"), py::arg("ways"), py::arg("shots"),
           py::arg("annotation"), py::arg("runs"), py::arg("episodes"), py::arg("seed"),
           py::arg("progress"));
}

}  // namespace panet::python
