#include "panet/episode/episode.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "base/name_list.h"
#include "panet/base/error.h"

namespace panet {
namespace {

// The stream that decides on the queries; episodes have those from 0 on.
constexpr uint64_t kQueryStream = UINT64_MAX;

// Sets the order of spares apart from the episodes, which are drawn with the same seed.
constexpr uint64_t kSeedOfSpares = 0x2D91'6E0F'B5C8'437A;

void expect_possible(const EpisodeOptions& options, std::size_t class_count) {
  if (options.ways < 1 || options.shots < 1 || options.queries < 1)
    throw Error("an episode has at least one way, one shot and one query");
  if (options.draw == EpisodeDraw::kQueryFirst && options.queries > 1)
    throw Error(
        fmt::format("an episode that begins with its query has one, not {}", options.queries));
  if (static_cast<std::size_t>(options.ways) > class_count)
    throw Error(fmt::format("{} ways need as many classes, but there are {} to draw from",
                            options.ways, class_count));
}

// Which of a class's pictures count, where not all do.
std::string text_of(const LeastArea& least) {
  if (least.pixels > 0) return fmt::format(" that show {} or more pixels of it", least.pixels);
  return least.share > 0 ? fmt::format(" of which it covers {:g} % or more", 100 * least.share)
                         : "";
}

void expect_enough_pictures(const std::vector<const DatasetClass*>& classes, int shots,
                            const LeastArea& least) {
  const auto needed = static_cast<std::size_t>(shots) + 1;
  constexpr std::size_t kMostTold = 20;
  std::vector<std::string> shortages;
  for (const auto* c : classes)
    if (c->pictures.size() < needed)
      shortages.push_back(fmt::format("{} of class {} ({})", c->pictures.size(), c->id, c->name));
  if (!shortages.empty())
    throw Error(fmt::format(
        "{}-shot episodes need {} pictures of each class{}, one being the query; there are {}",
        shots, needed, text_of(least), name_list(shortages, kMostTold)));
}

}  // namespace

EpisodeSampler::EpisodeSampler(const Dataset& dataset, const Fold& fold,
                               const EpisodeOptions& options)
    : options_(options) {
  for (const std::size_t c : fold.classes) {
    if (c >= dataset.classes().size())
      throw Error(fmt::format("fold {}: there is no class {}; the data set has {}, counted from 0",
                              fold.name, c, dataset.classes().size()));
    classes_.push_back(&dataset.classes()[c]);
  }
  expect_possible(options, classes_.size());
  expect_enough_pictures(classes_, options.shots, dataset.least_area());
  queries_of_way_.resize(static_cast<std::size_t>(options.ways));
  RandomStream random(options.seed, kQueryStream);
  for (int q = 0; q < options.queries; ++q) ++queries_of_way_[random.below(queries_of_way_.size())];
  // A class need not have more pictures than the table above asks for.
  for (const auto* c : classes_)
    for (const auto queries : queries_of_way_)
      if (c->pictures.size() < static_cast<std::size_t>(options.shots) + queries)
        throw Error(fmt::format("class {} has {} pictures; {} shots and {} queries need more",
                                c->name, c->pictures.size(), options.shots, queries));
  if (options.draw == EpisodeDraw::kQueryFirst) find_candidates();
}

void EpisodeSampler::find_candidates() {
  std::map<std::size_t, std::vector<std::size_t>> classes_of;
  for (std::size_t c = 0; c < classes_.size(); ++c)
    for (const std::size_t picture : classes_[c]->pictures) classes_of[picture].push_back(c);
  for (auto& [picture, classes] : classes_of) candidates_.push_back({picture, std::move(classes)});
}

Episode EpisodeSampler::episode(std::size_t index) const {
  RandomStream random(options_.seed, index);
  return options_.draw == EpisodeDraw::kQueryFirst ? query_first(random) : classes_first(random);
}

Episode EpisodeSampler::classes_first(RandomStream& random) const {
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

Episode EpisodeSampler::query_first(RandomStream& random) const {
  const auto& query = candidates_[random.below(candidates_.size())];
  const std::size_t class_of_query = query.classes[random.below(query.classes.size())];
  Episode episode;
  episode.queries = {query.picture};
  for (const std::size_t c : ways_with(class_of_query, random)) {
    auto pictures = classes_[c]->pictures;
    std::erase(pictures, query.picture);
    auto drawn = random.sample(pictures.size(), static_cast<std::size_t>(options_.shots));
    for (auto& picture : drawn) picture = pictures[picture];
    episode.classes.push_back(classes_[c]->id);
    episode.support.push_back(std::move(drawn));
  }
  return episode;
}

// The class of the query in the way that has one, others that are drawn in the rest.
std::vector<std::size_t> EpisodeSampler::ways_with(std::size_t class_of_query,
                                                   RandomStream& random) const {
  auto ways = random.sample(classes_.size() - 1, queries_of_way_.size() - 1);
  for (auto& c : ways)
    if (c >= class_of_query) ++c;
  const auto way = std::find(queries_of_way_.begin(), queries_of_way_.end(), 1U);
  ways.insert(ways.begin() + (way - queries_of_way_.begin()), class_of_query);
  return ways;
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
