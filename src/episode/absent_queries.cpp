#include "panet/episode/absent_queries.h"

#include <algorithm>
#include <set>

#include "panet/base/error.h"
#include "panet/base/random_stream.h"

namespace panet {
namespace {

// Sets these draws apart from the episodes, which are drawn with the same seed.
constexpr uint64_t kSeedOfAbsence = 0x7C3A'90D1'E84F'26B5;

// Every picture that is annotated with any class.
std::vector<std::size_t> annotated_pictures(const Dataset& dataset) {
  std::set<std::size_t> pictures;
  for (const auto& c : dataset.classes()) {
    pictures.insert(c.pictures.begin(), c.pictures.end());
    pictures.insert(c.small.begin(), c.small.end());
  }
  return {pictures.begin(), pictures.end()};
}

std::vector<std::size_t> without_classes(const Dataset& dataset, const Episode& episode,
                                         std::vector<std::size_t> pictures) {
  std::erase_if(pictures,
                [&](std::size_t picture) { return holds_any_class(dataset, episode, picture); });
  if (pictures.empty())
    throw Error(
        "every picture of the data set holds a class of the episode: none is left to draw a query "
        "without them from");
  return pictures;
}

}  // namespace

bool holds_any_class(const Dataset& dataset, const Episode& episode, std::size_t picture) {
  return std::ranges::any_of(episode.classes,
                             [&](int id) { return dataset.class_of(id).is_in(picture); });
}

bool has_absent_query(const Dataset& dataset, const Episode& episode) {
  return !std::ranges::all_of(
      episode.queries, [&](std::size_t query) { return holds_any_class(dataset, episode, query); });
}

void draw_absent_queries(std::vector<Episode>& episodes, const Dataset& dataset, double share,
                         uint64_t seed) {
  const auto annotated = annotated_pictures(dataset);
  for (std::size_t i = 0; i < episodes.size(); ++i) {
    RandomStream random(seed ^ kSeedOfAbsence, i);
    for (auto& query : episodes[i].queries) {
      if (random.between(0, 1) >= share) continue;
      const auto candidates = without_classes(dataset, episodes[i], annotated);
      query = candidates[random.below(candidates.size())];
    }
  }
}

}  // namespace panet
