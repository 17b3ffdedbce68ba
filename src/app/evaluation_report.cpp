#include "app/evaluation_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "base/utf8_name.h"

namespace panet::app {
namespace {

using nlohmann::ordered_json;

constexpr double kPercent = 100;

ordered_json percent(const std::optional<double>& value) {
  return value ? ordered_json(kPercent * *value) : ordered_json(nullptr);
}

ordered_json number(const std::optional<double>& value) {
  return value ? ordered_json(*value) : ordered_json(nullptr);
}

ordered_json json_of(const IouMetric& run, const PresenceMetric& presence, const Dataset& dataset) {
  ordered_json classes = ordered_json::object();
  for (const auto& [id, iou] : run.class_iou())
    classes[utf8_name(dataset.class_of(id).name)] = kPercent * iou;
  return {{"mean_iou", percent(run.mean_iou())},
          {"binary_iou", percent(run.binary_iou())},
          {"auroc", number(presence.auroc())},
          {"falsely_found", number(presence.falsely_found())},
          {"class_iou", classes}};
}

ordered_json json_of(const std::vector<FoundAt>& found_at) {
  ordered_json found = ordered_json::array();
  for (const auto& [presence, shares] : found_at)
    found.push_back({{"presence", presence}, {"with", shares.with}, {"without", shares.without}});
  return found;
}

ordered_json json_of(const SettingResult& result, const Dataset& dataset) {
  const auto summary = summary_of(result.runs);
  const auto mean = [](const std::optional<MeanAndDeviation>& value) {
    return percent(value ? std::optional(value->mean) : std::nullopt);
  };
  const auto deviation = [](const std::optional<MeanAndDeviation>& value) {
    return percent(value ? std::optional(value->deviation) : std::nullopt);
  };
  const auto presence = presence_summary_of(result.presences);
  const auto share = [](const std::optional<MeanAndDeviation>& value) {
    return number(value ? std::optional(value->mean) : std::nullopt);
  };
  ordered_json classes = ordered_json::object(), runs = ordered_json::array();
  for (const auto& [id, iou] : summary.class_iou)
    classes[utf8_name(dataset.class_of(id).name)] = kPercent * iou.mean;
  for (std::size_t i = 0; i < result.runs.size(); ++i)
    runs.push_back(json_of(result.runs[i], result.presences[i], dataset));
  return {{"split", result.setting.split},
          {"ways", result.setting.ways},
          {"shots", result.setting.shots},
          {"annotation", text_of(result.setting.annotation)},
          {"mean_iou", mean(summary.mean_iou)},
          {"mean_iou_std", deviation(summary.mean_iou)},
          {"binary_iou", mean(summary.binary_iou)},
          {"binary_iou_std", deviation(summary.binary_iou)},
          {"background_iou", mean(summary.background_iou)},
          {"foreground_iou", mean(summary.foreground_iou)},
          {"auroc", share(presence.auroc)},
          {"falsely_found", share(presence.falsely_found)},
          {"found_at", json_of(presence.found_at)},
          {"class_iou", classes},
          {"runs", runs},
          {"episodes", result.episodes},
          {"complete", result.is_whole},
          {"seconds", result.seconds}};
}

// The lines of a table: what was measured with one number of ways and one annotation.
struct Block {
  int ways = 1;
  SupportAnnotation annotation = SupportAnnotation::kDense;
  std::vector<const SettingResult*> results;
};

std::vector<Block> blocks_of(const std::vector<SettingResult>& results) {
  std::vector<Block> blocks;
  for (const auto& result : results) {
    const auto& setting = result.setting;
    auto block = std::find_if(blocks.begin(), blocks.end(), [&](const Block& b) {
      return b.ways == setting.ways && b.annotation == setting.annotation;
    });
    if (block == blocks.end())
      block = blocks.insert(
          block, Block{.ways = setting.ways, .annotation = setting.annotation, .results = {}});
    block->results.push_back(&result);
  }
  return blocks;
}

using Figure = std::optional<MeanAndDeviation> (*)(const SettingResult&);

std::optional<MeanAndDeviation> mean_iou(const SettingResult& result) {
  return summary_of(result.runs).mean_iou;
}

std::optional<MeanAndDeviation> binary_iou(const SettingResult& result) {
  return summary_of(result.runs).binary_iou;
}

std::optional<MeanAndDeviation> auroc(const SettingResult& result) {
  return presence_summary_of(result.presences).auroc;
}

std::optional<MeanAndDeviation> falsely_found(const SettingResult& result) {
  return presence_summary_of(result.presences).falsely_found;
}

std::optional<MeanAndDeviation> figure_of(const Block& block, const std::string& split, int shots,
                                          Figure figure) {
  for (const auto* result : block.results)
    if (result->setting.split == split && result->setting.shots == shots) return figure(*result);
  return std::nullopt;
}

// The mean over the splits; none where one of them lacks the figure.
std::optional<double> mean_over(const Block& block, const std::vector<std::string>& splits,
                                int shots, Figure figure) {
  double sum = 0;
  for (const auto& split : splits) {
    const auto value = figure_of(block, split, shots, figure);
    if (!value) return std::nullopt;
    sum += value->mean / static_cast<double>(splits.size());
  }
  return sum;
}

std::string cell(const std::optional<double>& mean, const std::string& format = "{:.1f}") {
  return mean ? fmt::format(fmt::runtime(format), kPercent * *mean) : "-";
}

std::string cell(const std::optional<MeanAndDeviation>& value) {
  return value ? fmt::format("{:.1f} ± {:.1f}", kPercent * value->mean, kPercent * value->deviation)
               : "-";
}

std::optional<double> difference(const std::optional<double>& a, const std::optional<double>& b) {
  return a && b ? std::optional(*b - *a) : std::nullopt;
}

}  // namespace

ordered_json json_of(const std::vector<SettingResult>& results, const Dataset& dataset) {
  ordered_json array = ordered_json::array();
  for (const auto& result : results) array.push_back(json_of(result, dataset));
  return array;
}

std::vector<std::vector<std::string>> table_of(const std::vector<SettingResult>& results) {
  std::set<int> all_shots;
  std::vector<std::string> splits;
  bool has_presence = false;
  for (const auto& result : results) {
    const auto& setting = result.setting;
    all_shots.insert(setting.shots);
    if (std::find(splits.begin(), splits.end(), setting.split) == splits.end())
      splits.push_back(setting.split);
    has_presence = has_presence || auroc(result);
  }
  std::vector<std::string> heading = {"", "split"};
  const auto add_heading = [&](const char* format) {
    for (const int shots : all_shots) heading.push_back(fmt::format(fmt::runtime(format), shots));
  };
  add_heading("{}-shot");
  if (all_shots.size() > 1) heading.emplace_back("Δ");
  add_heading("{}-shot binary");
  if (has_presence) {
    add_heading("{}-shot AUROC");
    add_heading("{}-shot falsely found");
  }

  std::vector<std::vector<std::string>> rows = {heading};
  for (const auto& block : blocks_of(results)) {
    const auto name = fmt::format("{}-way {}", block.ways, text_of(block.annotation));
    const auto add_row = [&](const std::string& label, const auto& figure, const auto& mean) {
      auto& row = rows.emplace_back(std::vector<std::string>{name, label});
      const auto add = [&](Figure which) {
        for (const int shots : all_shots) row.push_back(figure(shots, which));
      };
      add(mean_iou);
      if (all_shots.size() > 1)
        row.push_back(
            cell(difference(mean(*all_shots.begin()), mean(*all_shots.rbegin())), "{:+.1f}"));
      add(binary_iou);
      if (has_presence) {
        add(auroc);
        add(falsely_found);
      }
    };
    for (const auto& split : splits)
      add_row(
          split,
          [&](int shots, Figure figure) { return cell(figure_of(block, split, shots, figure)); },
          [&](int shots) { return mean_over(block, {split}, shots, mean_iou); });
    if (splits.size() > 1)
      add_row(
          "mean",
          [&](int shots, Figure figure) { return cell(mean_over(block, splits, shots, figure)); },
          [&](int shots) { return mean_over(block, splits, shots, mean_iou); });
  }
  return rows;
}

}  // namespace panet::app
