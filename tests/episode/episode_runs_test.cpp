#include "episode/episode_runs.h"

#include "panet/dataset/open_dataset.h"
#include "support.h"
#include "toy_dataset.h"

namespace panet {
namespace {

using test::ToyDataset;

std::vector<std::size_t> queries_of(const EpisodeSet& set) {
  std::vector<std::size_t> queries;
  for (const auto& episode : set.episodes) queries.push_back(episode.queries[0]);
  return queries;
}

struct RunsOfEpisodes : testing::Test {
  std::vector<EpisodeSet> drawn(const EpisodeRuns& runs) const {
    return drawn_episodes(dataset, {fold_of_all(4)}, runs);
  }

  ToyDataset dataset{4, 5};
};

TEST_F(RunsOfEpisodes, AreOfEveryNumberOfWaysWithEveryNumberOfShots) {
  std::vector<std::array<int, 3>> found;
  for (const auto& set : drawn({.ways = {1, 2}, .shots = {1, 3}, .runs = 2, .episodes = 1}))
    found.push_back({set.ways, set.shots, set.run});
  EXPECT_THAT(
      found,
      testing::ElementsAreArray(std::vector<std::array<int, 3>>{
          {1, 1, 1}, {1, 1, 2}, {1, 3, 1}, {1, 3, 2}, {2, 1, 1}, {2, 1, 2}, {2, 3, 1}, {2, 3, 2}}));
}

TEST_F(RunsOfEpisodes, HaveTheNextSeedEach) {
  const auto from_7 = drawn({.runs = 2, .episodes = 20, .seed = 7, .absent = 0.5});
  const auto from_8 = drawn({.runs = 1, .episodes = 20, .seed = 8, .absent = 0.5});
  EXPECT_EQ(queries_of(from_7[1]), queries_of(from_8[0]));
  EXPECT_NE(queries_of(from_7[0]), queries_of(from_7[1]));
}

TEST_F(RunsOfEpisodes, LackTheirClassesOnlyWhereThatIsAskedFor) {
  EXPECT_FALSE(has_absent_queries(dataset, drawn({.runs = 1, .episodes = 20})));
  EXPECT_TRUE(has_absent_queries(dataset, drawn({.runs = 1, .episodes = 20, .absent = 0.5})));
}

}  // namespace
}  // namespace panet
