#include "panet/eval/evaluation.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "eval/shared_episodes.h"

namespace panet {
namespace {

// The runs of one (split, ways, shots).
struct Runs {
  const EpisodeSet* first = nullptr;
  std::vector<const EpisodeSet*> sets;
};

std::vector<Runs> grouped(const std::vector<EpisodeSet>& sets) {
  std::vector<Runs> groups;
  for (const auto& set : sets) {
    const auto same = [&](const Runs& group) {
      return group.first->split == set.split && group.first->ways == set.ways &&
             group.first->shots == set.shots;
    };
    auto group = std::find_if(groups.begin(), groups.end(), same);
    if (group == groups.end()) group = groups.insert(group, Runs{.first = &set, .sets = {}});
    group->sets.push_back(&set);
  }
  return groups;
}

std::size_t episode_count(const std::vector<EpisodeSet>& sets) {
  std::size_t count = 0;
  for (const auto& set : sets) count += set.episodes.size();
  return count;
}

std::optional<MeanAndDeviation> mean_and_deviation(const std::vector<double>& values) {
  if (values.empty()) return std::nullopt;
  const auto n = static_cast<double>(values.size());
  MeanAndDeviation result;
  for (const double value : values) result.mean += value / n;
  for (const double value : values)
    result.deviation += (value - result.mean) * (value - result.mean) / n;
  result.deviation = std::sqrt(result.deviation);
  return result;
}

// Over the runs in which a figure exists.
template <typename Metric, typename Figure>
std::optional<MeanAndDeviation> over_runs(const std::vector<Metric>& runs, Figure figure) {
  std::vector<double> values;
  for (const auto& run : runs)
    if (const std::optional<double> value = figure(run)) values.push_back(*value);
  return mean_and_deviation(values);
}

std::vector<FoundAt> found_at(const std::vector<PresenceMetric>& runs) {
  std::vector<FoundAt> found;
  for (const double presence : {0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9}) {
    FoundShares sum;
    int count = 0;
    for (const auto& run : runs)
      if (const auto shares = run.found_at(presence)) {
        sum.with += shares->with;
        sum.without += shares->without;
        ++count;
      }
    if (count > 0)
      found.push_back({.presence = presence,
                       .shares = {.with = sum.with / count, .without = sum.without / count}});
  }
  return found;
}

}  // namespace

IouSummary summary_of(const std::vector<IouMetric>& runs) {
  std::map<int, std::vector<double>> values_of_class;
  for (const auto& run : runs)
    for (const auto& [id, iou] : run.class_iou()) values_of_class[id].push_back(iou);
  IouSummary summary;
  for (const auto& [id, values] : values_of_class)
    summary.class_iou[id] = *mean_and_deviation(values);
  summary.mean_iou = over_runs(runs, [](const auto& run) { return run.mean_iou(); });
  summary.binary_iou = over_runs(runs, [](const auto& run) { return run.binary_iou(); });
  summary.background_iou = over_runs(runs, [](const auto& run) { return run.background().iou(); });
  summary.foreground_iou = over_runs(runs, [](const auto& run) { return run.foreground().iou(); });
  return summary;
}

PresenceSummary presence_summary_of(const std::vector<PresenceMetric>& runs) {
  return {.auroc = over_runs(runs, [](const auto& run) { return run.auroc(); }),
          .falsely_found = over_runs(runs, [](const auto& run) { return run.falsely_found(); }),
          .found_at = found_at(runs)};
}

std::vector<SettingResult> evaluate(
    Evaluator& evaluator, const std::vector<EpisodeSet>& sets,
    const std::vector<SupportAnnotationOptions>& annotations, Peers& peers,
    const std::function<bool(const EvaluationProgress&)>& on_episode) {
  using Clock = std::chrono::steady_clock;
  const std::size_t total = episode_count(sets) * annotations.size();
  std::size_t done = 0;
  std::vector<SettingResult> results;
  for (const auto& group : grouped(sets)) {
    for (const auto& annotation : annotations) {
      auto& result =
          results.emplace_back(SettingResult{.setting = {.split = group.first->split,
                                                         .ways = group.first->ways,
                                                         .shots = group.first->shots,
                                                         .annotation = annotation.kind}});
      const auto begin = Clock::now();
      for (const auto* set : group.sets) {
        IouMetric metric;
        PresenceMetric presence;
        const auto on_outcome = [&](const EpisodeOutcome& outcome) {
          const auto& classes = set->episodes[outcome.index].classes;
          metric.record(outcome.counts, classes);
          for (std::size_t i = 0; i < outcome.presences.size(); ++i)
            presence.record(classes[i % classes.size()], outcome.presences[i]);
          return on_episode({.setting = result.setting,
                             .run = set->run,
                             .metric = metric,
                             .episodes_done = ++done,
                             .episodes_total = total});
        };
        result.is_whole =
            evaluate_shared(evaluator, set->episodes, set->ways, annotation, peers, on_outcome);
        result.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
        if (!result.is_whole) return results;
        result.runs.push_back(std::move(metric));
        result.presences.push_back(std::move(presence));
        result.episodes += set->episodes.size();
      }
    }
  }
  return results;
}

}  // namespace panet
