#include "app/episode_arguments.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/exit.h"
#include "app/options.h"
#include "base/split.h"

namespace panet::app {

void declare_protocol(CLI::App& command, std::string& protocol) {
  command
      .add_option("--protocol", protocol,
                  "how episodes are drawn: panet, as in the paper, or pfenet, as in most papers "
                  "since PFENet: the query first, and classes only where they cover 2048 pixels")
      ->capture_default_str()
      ->check(accepted_by(parse_protocol));
}

OpenedDataset open_for(const std::string& protocol, const DatasetArguments& data) {
  auto options = data.options();
  options.least_area = parse_protocol(protocol).least_area;
  return data.open(std::move(options));
}

void EpisodeArguments::declare(CLI::App& command) {
  command.add_option("--ways", ways, "classes of an episode")
      ->capture_default_str()
      ->check(CLI::Range(1, 254));
  command.add_option("--shots", shots, "annotated pictures of each class")
      ->capture_default_str()
      ->check(CLI::Range(1, 100000));
  command.add_option("--annotation", annotation_kind, "of the supports: dense, scribble or box")
      ->capture_default_str()
      ->check(accepted_by(parse_support_annotation));
  command
      .add_option("--scribble-dilation", scribble_dilation, "pixels by which drawn scribbles grow")
      ->capture_default_str()
      ->check(CLI::Range(0, 100));
  declare_protocol(command, protocol);
  command.add_option("--seed", seed, "of the episodes and the drawn scribbles")
      ->capture_default_str();
}

EpisodeOptions EpisodeArguments::options() const {
  return {.ways = ways, .shots = shots, .seed = seed, .draw = parse_protocol(protocol).draw};
}

SupportAnnotationOptions EpisodeArguments::annotation() const {
  return {.kind = parse_support_annotation(annotation_kind),
          .scribble = {.dilation = scribble_dilation},
          .seed = seed};
}

std::vector<Fold> chosen_folds(const std::string& split, const std::vector<Fold>& folds) {
  if (split == "all") return folds;
  std::vector<Fold> chosen;
  for (const auto& name : panet::split(split, ',')) {
    const auto fold = std::find_if(folds.begin(), folds.end(),
                                   [&](const Fold& candidate) { return candidate.name == name; });
    if (fold == folds.end())
      throw UsageError(
          folds.size() == 1
              ? fmt::format("--split {}: this data set has one split, all", split)
              : fmt::format("--split {}: this data set has the splits {} to {}, counted from 1 as "
                            "in the paper, or all",
                            split, folds.front().name, folds.back().name));
    chosen.push_back(*fold);
  }
  return chosen;
}

}  // namespace panet::app
