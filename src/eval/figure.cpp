#include "panet/eval/figure.h"

#include <fmt/format.h>

#include <algorithm>

#include "episode/episode_sheet.h"

namespace panet {
namespace {

std::optional<double> mean_iou_of(const EpisodeOutcome& outcome) {
  double sum = 0;
  int ways = 0;
  for (std::size_t way = 1; way < outcome.counts.size(); ++way)
    if (const auto iou = outcome.counts[way].iou()) {
      sum += *iou;
      ++ways;
    }
  return ways == 0 ? std::nullopt : std::optional(sum / ways);
}

// From the best to the worst; equal ones as they came.
std::vector<RankedEpisode> sorted(const std::vector<EpisodeOutcome>& outcomes) {
  std::vector<RankedEpisode> episodes;
  for (const auto& outcome : outcomes)
    if (const auto iou = mean_iou_of(outcome))
      episodes.push_back({.index = outcome.index, .iou = *iou, .rank = {}});
  std::stable_sort(episodes.begin(), episodes.end(),
                   [](const auto& a, const auto& b) { return a.iou > b.iou; });
  return episodes;
}

}  // namespace

std::vector<RankedEpisode> ranked_episodes(const std::vector<EpisodeOutcome>& outcomes,
                                           std::size_t count) {
  const auto all = sorted(outcomes);
  // Where the ranks would overlap, an episode is shown once, for the first of them.
  std::vector<RankedEpisode> chosen;
  std::size_t next = 0;
  const auto take = [&](std::size_t first, const char* rank) {
    for (std::size_t i = std::max(first, next); i < std::min(first + count, all.size()); ++i) {
      chosen.push_back(all[i]);
      chosen.back().rank = rank;
      next = i + 1;
    }
  };
  const auto from = [&](std::size_t place, std::size_t back) {
    return place > back ? place - back : 0;
  };
  take(0, "best");
  take(from(all.size() / 2, count / 2), "median");
  take(from(all.size(), count), "worst");
  return chosen;
}

Picture figure(Evaluator& evaluator, const Dataset& dataset, const std::vector<Episode>& episodes,
               const std::vector<RankedEpisode>& rows, const SupportAnnotationOptions& annotation,
               int64_t input_size) {
  std::vector<std::vector<Tile>> tiles;
  for (const auto& row : rows) {
    const auto& episode = episodes.at(row.index);
    auto& line = tiles.emplace_back(episode_tiles(dataset, episode, annotation, input_size));
    const auto predictions = evaluator.predictions(episode, annotation);
    for (std::size_t q = 0; q < predictions.size(); ++q)
      line.push_back(query_tile(dataset, episode.queries[q], predictions[q],
                                fmt::format("{}: IoU {:.1f}", row.rank, 100 * row.iou)));
  }
  return contact_sheet(tiles);
}

}  // namespace panet
