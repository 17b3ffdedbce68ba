#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "panet/base/public.h"
#include "panet/episode/episode_file.h"
#include "panet/eval/evaluator.h"
#include "panet/eval/iou_metric.h"
#include "panet/eval/peers.h"
#include "panet/eval/presence_metric.h"

namespace PANET_PUBLIC panet {

// What is measured: one cell of a table.
struct Setting {
  std::string split;
  int ways = 1, shots = 1;
  SupportAnnotation annotation = SupportAnnotation::kDense;
};

struct MeanAndDeviation {
  double mean = 0, deviation = 0;  // over runs; the deviation of the runs themselves, divided by n
};

// IoU from 0 to 1 over runs, as the authors report it: measured for each run, then averaged.
struct IouSummary {
  std::map<int, MeanAndDeviation> class_iou;  // by class id, over the runs that have it
  std::optional<MeanAndDeviation> mean_iou, binary_iou;
  std::optional<MeanAndDeviation> background_iou, foreground_iou;  // the halves of binary_iou
};

IouSummary summary_of(const std::vector<IouMetric>& runs);

// Means over runs of PresenceMetric::found_at.
struct FoundAt {
  double presence = 0;
  FoundShares shares;
};

// The means over the runs that have them, 0 to 1; none where no query lacked a class.
struct PresenceSummary {
  std::optional<MeanAndDeviation> auroc, falsely_found;
  std::vector<FoundAt> found_at;  // from rare to sure, for whoever chooses what is labelled absent
};

PresenceSummary presence_summary_of(const std::vector<PresenceMetric>& runs);

struct SettingResult {
  Setting setting;
  std::vector<IouMetric> runs;            // whole ones only
  std::vector<PresenceMetric> presences;  // as many
  std::size_t episodes = 0;               // of those runs
  double seconds = 0;
  bool is_whole = true;  // false where the evaluation was stopped before all runs were through
};

// How far an evaluation is.
struct EvaluationProgress {
  const Setting& setting;
  int run = 1;                                        // from 1
  const IouMetric& metric;                            // of this run so far
  std::size_t episodes_done = 0, episodes_total = 0;  // over all settings and runs
};

// Every set of episodes with every annotation. Sets of one (split, ways, shots) are the runs of a
// setting; settings come in the order of their first sets, annotations within. Ends where
// `on_episode` returns false, with what is whole until then (the settings never begun are not in
// it).
//
// Peers evaluate a share of every run each, and all come to the same results, those of one process
// alone. Each calls `on_episode` for all episodes, a portion at a time; where it returns false for
// one, all end after that portion.
std::vector<SettingResult> evaluate(
    Evaluator& evaluator, const std::vector<EpisodeSet>& sets,
    const std::vector<SupportAnnotationOptions>& annotations, Peers& peers,
    const std::function<bool(const EvaluationProgress&)>& on_episode);

}  // namespace panet
