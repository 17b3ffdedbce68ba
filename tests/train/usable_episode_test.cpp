#include "train/usable_episode.h"

#include <fmt/format.h>

#include <set>

#include "base/not_enough_memory.h"
#include "support.h"
#include "toy_dataset.h"

namespace panet {
namespace {

using test::error_of;
using test::Tells;
using test::ToyDataset;

using Pictures = std::set<std::size_t>;

struct UsableEpisodes : testing::Test {
  UsableEpisode usable(std::size_t index, const Pictures& broken) const {
    return usable_episode(dataset, sampler, index, [&](std::size_t picture, auto /*support_of*/) {
      if (broken.contains(picture)) throw Error(fmt::format("picture {} is broken", picture));
    });
  }

  static Pictures pictures_of(const Episode& episode, std::size_t way) {
    Pictures all(episode.support[way].begin(), episode.support[way].end());
    for (const auto query : episode.queries) all.insert(query);
    return all;
  }

  ToyDataset dataset = {3, 6};
  EpisodeSampler sampler = {dataset, fold_of_all(3), {.ways = 2, .shots = 2, .queries = 2}};
};

void expect_same(const Episode& a, const Episode& b) {
  EXPECT_EQ(a.classes, b.classes);
  EXPECT_EQ(a.support, b.support);
  EXPECT_EQ(a.queries, b.queries);
}

TEST_F(UsableEpisodes, AreThoseDrawnWhereAllPicturesCanBeUsed) {
  for (std::size_t i = 0; i < 50; ++i) {
    const auto [episode, left_out] = usable(i, {});
    expect_same(episode, sampler.episode(i));
    EXPECT_THAT(left_out, testing::IsEmpty());
  }
}

TEST_F(UsableEpisodes, TakeOthersOfTheSameClassInPlaceOfBrokenOnes) {
  const Pictures broken = {0, 7, 8, 13};
  std::size_t changed = 0;
  for (std::size_t i = 0; i < 100; ++i) {
    const auto drawn = sampler.episode(i);
    const auto [episode, left_out] = usable(i, broken);
    EXPECT_EQ(episode.classes, drawn.classes);
    for (std::size_t way = 0; way < 2; ++way)
      for (std::size_t shot = 0; shot < 2; ++shot) {
        const auto was = drawn.support[way][shot], is = episode.support[way][shot];
        if (!broken.contains(was)) {
          EXPECT_EQ(is, was);
        }
        EXPECT_EQ(is / 6, was / 6) << "pictures of a class have numbers beside each other";
      }
    Pictures all;
    for (std::size_t way = 0; way < 2; ++way) all.merge(pictures_of(episode, way));
    EXPECT_EQ(all.size(), 6U) << "no picture is there twice";
    for (const auto picture : broken) EXPECT_FALSE(all.contains(picture));
    changed += left_out.empty() ? 0 : 1;
    for (const auto& one : left_out) {
      EXPECT_TRUE(broken.contains(one.picture));
      EXPECT_EQ(one.reason, fmt::format("picture {} is broken", one.picture));
    }
  }
  EXPECT_GT(changed, 20U);
}

TEST_F(UsableEpisodes, DependOnNothingElse) {
  const Pictures broken = {1, 2, 9};
  const EpisodeSampler other = {dataset, fold_of_all(3), {.ways = 2, .shots = 2, .queries = 2}};
  for (const std::size_t i : {40, 7, 0, 21})
    expect_same(usable(i, broken).episode,
                usable_episode(dataset, other, i, [&](std::size_t picture, auto) {
                  if (broken.contains(picture)) throw Error("broken");
                }).episode);
}

TEST_F(UsableEpisodes, KnowSupportsFromQueries) {
  const auto use = [](std::size_t picture, std::optional<int> support_of) {
    if (picture == 3 && support_of == 1) throw Error("too thin for a scribble");
  };
  bool is_query = false;
  for (std::size_t i = 0; i < 100; ++i) {
    const auto episode = usable_episode(dataset, sampler, i, use).episode;
    for (std::size_t way = 0; way < 2; ++way)
      EXPECT_THAT(episode.support[way], testing::Not(testing::Contains(3U)));
    is_query = is_query || testing::Value(episode.queries, testing::Contains(3U));
  }
  EXPECT_TRUE(is_query);
}

TEST_F(UsableEpisodes, AreAnErrorWhereAClassHasTooFewLeft) {
  const auto message = error_of([&] {
    for (std::size_t i = 0; i < 20; ++i) usable(i, {0, 1, 2, 3, 4});
  });
  EXPECT_THAT(message, Tells("class class 1", "of its 6 picture(s)", "2 shot(s)", "is broken"));
}

TEST_F(UsableEpisodes, DoNotBlameAPictureForMissingMemory) {
  EXPECT_THROW(usable_episode(dataset, sampler, 0,
                              [](auto, auto) { throw NotEnoughMemory("not enough memory"); }),
               NotEnoughMemory);
}

}  // namespace
}  // namespace panet
