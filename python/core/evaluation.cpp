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
#include "dataset/missing_pictures.h"
#include "episode/episode_runs.h"
#include "episode/protocol.h"
#include "panet/dataset/open_dataset.h"

namespace panet::python {
namespace {

// A data set, and a segmenter that is measured on it; features of its pictures stay between calls.
class DatasetEvaluator {
 public:
  DatasetEvaluator(std::shared_ptr<SharedSegmenter> segmenter, OpenedDataset opened,
                   EpisodeDraw draw, const EvaluatorOptions& options)
      : segmenter_(std::move(segmenter)),
        opened_(std::move(opened)),
        draw_(draw),
        options_(options) {}

  const Dataset& dataset() const { return *opened_.dataset; }
  const std::vector<Fold>& folds() const { return opened_.folds; }
  EpisodeDraw draw() const { return draw_; }

  std::vector<SettingResult> evaluate(
      const std::vector<EpisodeSet>& sets, const std::vector<SupportAnnotationOptions>& annotations,
      const std::function<bool(const EvaluationProgress&)>& on_episode) {
    return segmenter_->use([&](Segmenter& segmenter) {
      NoPeers alone;
      return panet::evaluate(evaluator_for(segmenter, sets), sets, annotations, alone, on_episode);
    });
  }

 private:
  // Where presence is asked for, more is learned of each picture, so what is kept serves one kind
  // of questions.
  Evaluator& evaluator_for(Segmenter& segmenter, const std::vector<EpisodeSet>& sets) {
    const bool presence = has_absent_queries(dataset(), sets);
    if (!evaluator_ || options_.presence != presence) {
      options_.presence = presence;
      evaluator_.reset();  // frees its memory before the next takes as much
      evaluator_ = std::make_unique<Evaluator>(segmenter, dataset(), options_);
    }
    return *evaluator_;
  }

  std::shared_ptr<SharedSegmenter> segmenter_;
  OpenedDataset opened_;
  EpisodeDraw draw_;
  EvaluatorOptions options_;
  std::unique_ptr<Evaluator> evaluator_;
};

LabelOptions labels_of(const std::optional<int>& all,
                       const std::vector<std::pair<Text, int>>& by_class) {
  LabelOptions labels = {.all = all, .by_class = {}};
  for (const auto& [name, label] : by_class) labels.by_class.emplace(name.bytes, label);
  return labels;
}

OpenedDataset opened(const Text& root, const std::optional<std::string>& kind,
                     const DatasetOptions& options) {
  try {
    return open_dataset(kind ? parse_dataset_kind(*kind) : dataset_kind_of(root.bytes), root.bytes,
                        options);
  } catch (const MissingPictures& error) {
    throw Error(error.what() + std::string("; allow_missing=True leaves them out"));
  }
}

std::unique_ptr<DatasetEvaluator> evaluator_of(
    std::shared_ptr<SharedSegmenter> segmenter, const Text& root,
    const std::optional<std::string>& kind, const std::optional<Text>& image_set,
    const std::string& protocol, bool interleaved, const Text& class_list,
    std::optional<int> label_of_all, const std::vector<std::pair<Text, int>>& label_of_class,
    bool allow_missing, std::optional<int64_t> cache_bytes, int loader_threads) {
  return released([&] {
    const auto rules = parse_protocol(protocol);
    const DatasetOptions options = {
        .image_set = image_set ? std::optional(image_set->bytes) : std::nullopt,
        .allow_missing = allow_missing,
        .least_area = rules.least_area,
        .fold_order = interleaved ? FoldOrder::kInterleaved : FoldOrder::kConsecutive,
        .class_list = class_list.bytes,
        .labels = labels_of(label_of_all, label_of_class)};
    const EvaluatorOptions memory = {
        .cache_bytes = cache_bytes ? static_cast<std::size_t>(*cache_bytes) : free_memory() / 2,
        .loader_threads = loader_threads};
    return std::make_unique<DatasetEvaluator>(std::move(segmenter), opened(root, kind, options),
                                              rules.draw, memory);
  });
}

std::vector<std::string> fold_names(const DatasetEvaluator& evaluator) {
  std::vector<std::string> names;
  for (const auto& fold : evaluator.folds()) names.push_back(fold.name);
  return names;
}

// The sets of episodes of one measurement. Python holds them, and looks at none.
struct Episodes {
  std::vector<EpisodeSet> sets;
};

Episodes draw(const DatasetEvaluator& evaluator, const std::vector<std::string>& splits,
              const std::vector<int>& ways, const std::vector<int>& shots, int runs,
              std::size_t episodes, uint64_t seed, double absent) {
  return released([&] {
    auto folds = evaluator.folds();
    std::erase_if(folds, [&](const Fold& fold) {
      return std::ranges::find(splits, fold.name) == splits.end();
    });
    return Episodes{drawn_episodes(evaluator.dataset(), folds,
                                   {.ways = ways,
                                    .shots = shots,
                                    .runs = runs,
                                    .episodes = episodes,
                                    .seed = seed,
                                    .draw = evaluator.draw(),
                                    .absent = absent})};
  });
}

Episodes read(const DatasetEvaluator& evaluator, const Text& path) {
  return released([&] { return Episodes{read_episodes(path.bytes, evaluator.dataset())}; });
}

void write(const DatasetEvaluator& evaluator, const Episodes& episodes, const Text& path) {
  const py::gil_scoped_release release;
  write_episodes(path.bytes, episodes.sets, evaluator.dataset());
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

py::list found_at(const PresenceSummary& summary) {
  py::list result;
  for (const auto& [presence, shares] : summary.found_at)
    result.append(py::make_tuple(presence, shares.with, shares.without));
  return result;
}

py::dict described(const SettingResult& result, const Dataset& dataset) {
  const auto summary = summary_of(result.runs);
  const auto presence = presence_summary_of(result.presences);
  py::dict fields;
  fields["split"] = result.setting.split;
  fields["ways"] = result.setting.ways;
  fields["shots"] = result.setting.shots;
  fields["annotation"] = text_of(result.setting.annotation);
  fields["runs"] = result.runs.size();
  fields["episodes"] = result.episodes;
  fields["mean_iou"] = figure(summary.mean_iou);
  fields["binary_iou"] = figure(summary.binary_iou);
  fields["background_iou"] = figure(summary.background_iou);
  fields["foreground_iou"] = figure(summary.foreground_iou);
  fields["class_iou"] = ious_of_classes(summary, dataset);
  fields["auroc"] = figure(presence.auroc);
  fields["falsely_found"] = figure(presence.falsely_found);
  fields["found_at"] = found_at(presence);
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

py::list evaluate(DatasetEvaluator& evaluator, const Episodes& episodes,
                  const std::vector<std::string>& annotations, int scribble_dilation, uint64_t seed,
                  const py::object& call) {
  std::vector<SupportAnnotationOptions> kinds;
  for (const auto& annotation : annotations)
    kinds.push_back({.kind = parse_support_annotation(annotation),
                     .scribble = {.dilation = scribble_dilation},
                     .seed = seed});
  Progress progress(call);
  const auto results =
      evaluator.evaluate(episodes.sets, kinds,
                         [&progress](const EvaluationProgress& now) { return progress.tell(now); });
  progress.rethrow();
  py::list all;
  for (const auto& result : results) all.append(described(result, evaluator.dataset()));
  return all;
}

}  // namespace

void bind_evaluation(py::module_& module) {
  const py::class_<Episodes> episodes(module, "Episodes");  // handed from one call to the next
  py::class_<DatasetEvaluator>(module, "Evaluator")
      .def(py::init(&evaluator_of), py::arg("segmenter"), py::arg("root"), py::arg("kind"),
           py::arg("image_set"), py::arg("protocol"), py::arg("interleaved"), py::arg("class_list"),
           py::arg("label_of_all"), py::arg("label_of_class"), py::arg("allow_missing"),
           py::arg("cache_bytes"), py::arg("loader_threads"))
      .def_property_readonly("folds", fold_names)
      .def("draw", draw, py::arg("splits"), py::arg("ways"), py::arg("shots"), py::arg("runs"),
           py::arg("episodes"), py::arg("seed"), py::arg("absent"))
      .def("read", read, py::arg("path"))
      .def("write", write, py::arg("episodes"), py::arg("path"))
      .def("evaluate", evaluate, py::arg("episodes"), py::arg("annotations"),
           py::arg("scribble_dilation"), py::arg("seed"), py::arg("progress"));
}

}  // namespace panet::python
