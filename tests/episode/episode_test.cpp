#include "panet/episode/episode.h"

#include <numeric>
#include <set>

#include "support.h"
#include "toy_dataset.h"

namespace panet {
namespace {

using test::error_of;
using test::Tells;
using test::ToyDataset;

bool operator==(const Episode& a, const Episode& b) {
  return a.classes == b.classes && a.support == b.support && a.queries == b.queries;
}

std::set<std::size_t> pictures_of(const Dataset& dataset, int id) {
  const auto& pictures = dataset.class_of(id).pictures;
  return {pictures.begin(), pictures.end()};
}

TEST(EpisodeSampler, DrawsDifferentClassesAndPicturesThatHoldThem) {
  const ToyDataset dataset(5, 7);
  const EpisodeSampler sampler(dataset, fold_of_all(5), {.ways = 3, .shots = 4, .queries = 2});
  for (const auto& episode : sampler.episodes(200)) {
    ASSERT_EQ(episode.classes.size(), 3u);
    EXPECT_EQ(std::set<int>(episode.classes.begin(), episode.classes.end()).size(), 3u);
    ASSERT_EQ(episode.support.size(), 3u);
    for (std::size_t way = 0; way < 3; ++way) {
      ASSERT_EQ(episode.support[way].size(), 4u);
      for (const auto picture : episode.support[way])
        EXPECT_TRUE(pictures_of(dataset, episode.classes[way]).contains(picture));
    }
    EXPECT_EQ(episode.queries.size(), 2u);
  }
}

TEST(EpisodeSampler, NeverShowsTheQueryAsSupport) {
  const ToyDataset dataset(2, 3);  // each class has just one picture more than there are shots
  const EpisodeSampler sampler(dataset, fold_of_all(2), {.ways = 1, .shots = 2});
  for (const auto& episode : sampler.episodes(200)) {
    std::set<std::size_t> drawn(episode.support[0].begin(), episode.support[0].end());
    drawn.insert(episode.queries[0]);
    EXPECT_EQ(drawn, pictures_of(dataset, episode.classes[0]));
  }
}

TEST(EpisodeSampler, DrawsClassesAndPicturesEvenly) {
  const ToyDataset dataset(4, 5);
  const EpisodeSampler sampler(dataset, fold_of_all(4), {.ways = 1, .shots = 1});
  std::map<int, int> classes;
  std::map<std::size_t, int> queries;
  constexpr int kEpisodes = 4000;
  for (const auto& episode : sampler.episodes(kEpisodes)) {
    ++classes[episode.classes[0]];
    ++queries[episode.queries[0]];
  }
  for (const auto& [id, count] : classes) EXPECT_NEAR(count, kEpisodes / 4, 120) << id;
  ASSERT_EQ(queries.size(), 20u);
  for (const auto& [picture, count] : queries) EXPECT_NEAR(count, kEpisodes / 20, 70) << picture;
}

TEST(EpisodeSampler, TakesQueriesFromTheSameWaysThroughoutARun) {
  const ToyDataset dataset(5, 4);
  std::set<std::size_t> ways_over_seeds;
  for (uint64_t seed = 0; seed < 20; ++seed) {
    const EpisodeSampler sampler(dataset, fold_of_all(5), {.ways = 2, .shots = 1, .seed = seed});
    std::set<std::size_t> ways;
    for (const auto& episode : sampler.episodes(30))
      for (std::size_t way = 0; way < 2; ++way)
        if (pictures_of(dataset, episode.classes[way]).contains(episode.queries[0]))
          ways.insert(way);
    EXPECT_EQ(ways.size(), 1u);
    ways_over_seeds.merge(ways);
  }
  EXPECT_EQ(ways_over_seeds.size(), 2u);
}

TEST(EpisodeSampler, GivesEpisodeNumberIWithoutThoseBefore) {
  const ToyDataset dataset(5, 6);
  const EpisodeOptions options = {.ways = 2, .shots = 2, .seed = 77};
  const auto all = EpisodeSampler(dataset, fold_of_all(5), options).episodes(50);
  const EpisodeSampler again(dataset, fold_of_all(5), options);
  EXPECT_TRUE(again.episode(37) == all[37]);
  EXPECT_TRUE(again.episode(3) == all[3]);
}

TEST(EpisodeSampler, DiffersBySeed) {
  const ToyDataset dataset(5, 20);
  const auto first = [&](uint64_t seed) {
    return EpisodeSampler(dataset, fold_of_all(5), {.seed = seed}).episodes(20);
  };
  const auto a = first(1234), b = first(1235);
  int equal = 0;
  for (std::size_t i = 0; i < a.size(); ++i) equal += a[i] == b[i] ? 1 : 0;
  EXPECT_LT(equal, 3);
}

// Classes 1 and 2 with three pictures each, and two more that hold both.
struct QueryFirst : testing::Test {
  QueryFirst() {
    for (int i = 0; i < 2; ++i) {
      auto [picture, labels] = read_labelled_picture(dataset, 0);
      labels.masks[2] = labels.masks.at(1).copy();
      dataset.add("both", std::move(picture), std::move(labels));
    }
  }

  EpisodeSampler sampler(int ways, int shots, uint64_t seed = 1234) const {
    return {dataset,
            fold_of_all(dataset.classes().size()),
            {.ways = ways, .shots = shots, .seed = seed, .draw = EpisodeDraw::kQueryFirst}};
  }

  ToyDataset dataset{2, 3};
};

TEST_F(QueryFirst, DrawsThePictureEvenlyThenOneOfItsClassesEvenly) {
  std::map<std::size_t, std::map<int, int>> classes_of;
  constexpr int kEpisodes = 8000;
  for (const auto& episode : sampler(1, 1).episodes(kEpisodes))
    ++classes_of[episode.queries.at(0)][episode.classes.at(0)];
  ASSERT_EQ(classes_of.size(), 8U);
  for (const auto& [picture, classes] : classes_of) {
    const auto of_each = classes.size() == 2 ? kEpisodes / 16 : kEpisodes / 8;
    EXPECT_EQ(classes.size(), picture < 6 ? 1U : 2U);
    for (const auto& [id, count] : classes) EXPECT_NEAR(count, of_each, 120) << picture;
  }
}

TEST_F(QueryFirst, NeverShowsTheQueryAsSupportOfAnyWay) {
  for (const auto& episode : sampler(2, 4).episodes(300)) {
    ASSERT_EQ(episode.support.size(), 2U);
    for (std::size_t way = 0; way < 2; ++way) {
      const std::set<std::size_t> shown(episode.support[way].begin(), episode.support[way].end());
      EXPECT_EQ(shown.size(), 4U) << "of five pictures, one of which may be the query";
      EXPECT_FALSE(shown.contains(episode.queries[0]));
      for (const auto picture : shown)
        EXPECT_TRUE(pictures_of(dataset, episode.classes[way]).contains(picture));
    }
  }
}

TEST_F(QueryFirst, DrawsSupportsEvenly) {
  std::map<std::size_t, int> supports;
  constexpr int kEpisodes = 4000;
  for (const auto& episode : sampler(1, 2).episodes(kEpisodes))
    if (episode.queries[0] == 0)
      for (const auto picture : episode.support[0]) ++supports[picture];
  ASSERT_EQ(supports.size(), 4U) << "of its five pictures all but the query";
  for (const auto& [picture, count] : supports) EXPECT_NEAR(count, kEpisodes / 16, 60) << picture;
}

TEST(QueryFirstOfSeveral, DrawsTheOtherClassesEvenlyAndTheClassOfTheQueryIntoOneWay) {
  const ToyDataset dataset(5, 4);
  const EpisodeSampler sampler(dataset, fold_of_all(5),
                               {.ways = 3, .shots = 3, .draw = EpisodeDraw::kQueryFirst});
  std::map<int, int> others;
  for (const auto& episode : sampler.episodes(1500)) {
    ASSERT_EQ(std::set<int>(episode.classes.begin(), episode.classes.end()).size(), 3U);
    for (std::size_t way = 0; way < 3; ++way) {
      const auto id = episode.classes[way];
      const bool is_of_query = pictures_of(dataset, id).contains(episode.queries[0]);
      EXPECT_EQ(is_of_query, sampler.queries_of_way()[way] == 1);
      if (!is_of_query) ++others[id];
    }
  }
  for (const auto& [id, count] : others) EXPECT_NEAR(count, 600, 80) << id;
}

TEST_F(QueryFirst, EpisodesAreThoseOfTheirSeedAndNumber) {
  const auto all = sampler(2, 3, 77).episodes(50);
  EXPECT_TRUE(sampler(2, 3, 77).episode(37) == all[37]);
  int equal = 0;
  for (std::size_t i = 0; i < all.size(); ++i) equal += sampler(2, 3, 78).episode(i) == all[i];
  EXPECT_LT(equal, 10);
}

TEST_F(QueryFirst, WhatCannotBeDrawnIsTold) {
  EXPECT_THAT(error_of([&] {
                EpisodeSampler(dataset, fold_of_all(2),
                               {.queries = 2, .draw = EpisodeDraw::kQueryFirst});
              }),
              Tells("begins with its query", "not 2"));
  EXPECT_THAT(error_of([&] { sampler(1, 5); }), Tells("6 pictures of each class", "5 of class 2"));
}

TEST(EpisodeSampler, StaysWithinItsFold) {
  const ToyDataset dataset(8, 4);
  const auto folds = four_folds(8, FoldOrder::kInterleaved);
  for (const auto& episode :
       EpisodeSampler(dataset, folds[1], {.ways = 2, .shots = 1}).episodes(50))
    EXPECT_EQ(std::set<int>(episode.classes.begin(), episode.classes.end()), (std::set{2, 6}));
}

TEST(EpisodeSampler, TellsInATableWhichClassesAreTooSmall) {
  ToyDataset dataset(2, 5);
  const auto message =
      error_of([&] { EpisodeSampler(dataset, fold_of_all(2), {.ways = 1, .shots = 5}); });
  EXPECT_THAT(message, Tells("5-shot", "6 pictures", "class 1", "class 2"));
}

TEST(EpisodeSampler, TellsHowLargeAClassHasToBeForAPictureToCount) {
  ToyDataset dataset(2, 5);
  dataset.leave_out_small({.pixels = 500}, [](auto, auto) {});
  EXPECT_THAT(error_of([&] { EpisodeSampler(dataset, fold_of_all(2), {.ways = 1, .shots = 4}); }),
              Tells("5 pictures of each class", "show 500 or more pixels of it", "of class 1"));
  ToyDataset other(2, 5);
  other.leave_out_small({.share = 0.165}, [](auto, auto) {});
  EXPECT_THAT(error_of([&] { EpisodeSampler(other, fold_of_all(2), {.ways = 1, .shots = 4}); }),
              Tells("of which it covers 16.5 % or more"));
}

TEST(EpisodeSampler, WantsAsManyClassesAsWays) {
  const ToyDataset dataset(2, 5);
  EXPECT_THAT(error_of([&] { EpisodeSampler(dataset, fold_of_all(2), {.ways = 3}); }),
              Tells("3 ways", "2"));
}

TEST(EpisodeSampler, WantsAFoldOfClassesThatThereAre) {
  const ToyDataset dataset(2, 5);
  EXPECT_THAT(error_of([&] {
                EpisodeSampler(dataset, {.name = "4", .classes = {0, 2}}, {});
              }),
              Tells("fold 4", "no class 2", "has 2"));
}

TEST(EpisodeSampler, HasTheOtherPicturesOfAClassForSpares) {
  const ToyDataset dataset(4, 7);
  const EpisodeSampler sampler(dataset, fold_of_all(4), {.ways = 3, .shots = 2, .queries = 3});
  std::set<std::size_t> first;
  for (std::size_t i = 0; i < 60; ++i) {
    const auto episode = sampler.episode(i);
    auto query = episode.queries.begin();
    for (std::size_t way = 0; way < 3; ++way) {
      auto all = sampler.spares(i, way);
      EXPECT_EQ(all, sampler.spares(i, way));
      first.insert(all.front());
      all.insert(all.end(), episode.support[way].begin(), episode.support[way].end());
      for (std::size_t q = 0; q < sampler.queries_of_way()[way]; ++q) all.push_back(*query++);
      EXPECT_EQ(all.size(), 7U);
      EXPECT_EQ(std::set<std::size_t>(all.begin(), all.end()),
                pictures_of(dataset, episode.classes[way]));
    }
    EXPECT_EQ(query, episode.queries.end());
  }
  EXPECT_GT(first.size(), 20U) << "of 28: their order is drawn, too";
}

}  // namespace
}  // namespace panet
