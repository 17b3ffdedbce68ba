#include "panet/data/episode.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "data/name_list.h"
#include "panet/data/random_stream.h"
#include "panet/file/error.h"

namespace panet {
namespace {

// The stream that decides on the queries; episodes have those from 0 on.
constexpr uint64_t kQueryStream = UINT64_MAX;

// Sets the order of spares apart from the episodes, which are drawn with the same seed.
constexpr uint64_t kSeedOfSpares = 0x2D91'6E0F'B5C8'437A;

void expect_possible(const EpisodeOptions& options, std::size_t class_count) {
  if (options.ways < 1 || options.shots < 1 || options.queries < 1)
    throw Error("an episode has at least one way, one shot and one query");
  if (static_cast<std::size_t>(options.ways) > class_count)
    throw Error(fmt::format("{} ways need as many classes, but there are {} to draw from",
                            options.ways, class_count));
}

void expect_enough_pictures(const std::vector<const DatasetClass*>& classes, int shots) {
  const auto needed = static_cast<std::size_t>(shots) + 1;
  constexpr std::size_t kMostTold = 20;
  std::vector<std::string> shortages;
  for (const auto* c : classes)
    if (c->pictures.size() < needed)
      shortages.push_back(fmt::format("{} of class {} ({})", c->pictures.size(), c->id, c->name));
  if (!shortages.empty())
    throw Error(fmt::format(
        "{}-shot episodes need {} pictures of each class, one being the query; there are {}", shots,
        needed, name_list(shortages, kMostTold)));
}

}  // namespace

EpisodeSampler::EpisodeSampler(const Dataset& dataset, const Fold& fold,
                               const EpisodeOptions& options)
    : options_(options) {
  std::transform(fold.classes.begin(), fold.classes.end(), std::back_inserter(classes_),
                 [&](std::size_t c) { return &dataset.classes().at(c); });
  expect_possible(options, classes_.size());
  expect_enough_pictures(classes_, options.shots);
  queries_of_way_.resize(static_cast<std::size_t>(options.ways));
  RandomStream random(options.seed, kQueryStream);
  for (int q = 0; q < options.queries; ++q) ++queries_of_way_[random.below(queries_of_way_.size())];
  // A class need not have more pictures than the table above asks for.
  for (const auto* c : classes_)
    for (const auto queries : queries_of_way_)
      if (c->pictures.size() < static_cast<std::size_t>(options.shots) + queries)
        throw Error(fmt::format("class {} has {} pictures; {} shots and {} queries need more",
                                c->name, c->pictures.size(), options.shots, queries));
}

Episode EpisodeSampler::episode(std::size_t index) const {
  RandomStream random(options_.seed, index);
  Episode episode;
  const auto shots = static_cast<std::ptrdiff_t>(options_.shots);
  for (const std::size_t c : random.sample(classes_.size(), queries_of_way_.size())) {
    const auto& pictures = classes_[c]->pictures;
    const std::size_t way = episode.classes.size();
    std::vector<std::size_t> drawn =
        random.sample(pictures.size(), static_cast<std::size_t>(shots) + queries_of_way_[way]);
    for (auto& picture : drawn) picture = pictures[picture];
    episode.classes.push_back(classes_[c]->id);
    episode.queries.insert(episode.queries.end(), drawn.begin() + shots, drawn.end());
    drawn.resize(static_cast<std::size_t>(shots));
    episode.support.push_back(std::move(drawn));
  }
  return episode;
}

std::vector<std::size_t> EpisodeSampler::spares(std::size_t index, std::size_t way) const {
  const auto drawn = episode(index);
  std::set<std::size_t> taken(drawn.support[way].begin(), drawn.support[way].end());
  auto query = drawn.queries.begin();
  for (std::size_t w = 0; w < way; ++w) query += static_cast<std::ptrdiff_t>(queries_of_way_[w]);
  taken.insert(query, query + static_cast<std::ptrdiff_t>(queries_of_way_[way]));
  const auto found = std::find_if(classes_.begin(), classes_.end(),
                                  [&](const auto* c) { return c->id == drawn.classes[way]; });
  auto spares = (*found)->pictures;
  std::erase_if(spares, [&](std::size_t picture) { return taken.contains(picture); });
  RandomStream random(options_.seed ^ kSeedOfSpares, index * queries_of_way_.size() + way);
  for (std::size_t i = spares.size(); i > 1; --i) std::swap(spares[i - 1], spares[random.below(i)]);
  return spares;
}

std::vector<Episode> EpisodeSampler::episodes(std::size_t count) const {
  std::vector<Episode> drawn;
  drawn.reserve(count);
  for (std::size_t i = 0; i < count; ++i) drawn.push_back(episode(i));
  return drawn;
}

}  // namespace panet
