#include "panet/episode/absent_queries.h"

#include <set>

#include "episode/protocol.h"
#include "panet/dataset/open_dataset.h"
#include "support.h"
#include "toy_dataset.h"
#include "voc_tree.h"

namespace panet {
namespace {

using test::error_of;
using test::Tells;
using test::ToyDataset;

std::vector<Episode> drawn(const Dataset& dataset, int classes, std::size_t count) {
  return EpisodeSampler(dataset, fold_of_all(static_cast<std::size_t>(classes)), {.shots = 2})
      .episodes(count);
}

// A set of episodes before and after.
struct AbsentQueries : testing::Test {
  std::vector<Episode> with_absent(double share, uint64_t seed = 1234) const {
    auto episodes = before;
    draw_absent_queries(episodes, dataset, share, seed);
    return episodes;
  }

  std::size_t absent_in(const std::vector<Episode>& episodes) const {
    return static_cast<std::size_t>(std::ranges::count_if(episodes, [&](const Episode& episode) {
      return !holds_any_class(dataset, episode, episode.queries[0]);
    }));
  }

  ToyDataset dataset{4, 5};
  std::vector<Episode> before = drawn(dataset, 4, 400);
};

TEST_F(AbsentQueries, AreTheShareThatIsAskedFor) {
  EXPECT_EQ(absent_in(with_absent(0)), 0u);
  EXPECT_EQ(absent_in(with_absent(1)), 400u);
  EXPECT_NEAR(static_cast<double>(absent_in(with_absent(0.5))), 200, 30);
}

TEST_F(AbsentQueries, LeaveAllElseAsItIs) {
  const auto after = with_absent(0.5);
  for (std::size_t i = 0; i < before.size(); ++i) {
    EXPECT_EQ(after[i].classes, before[i].classes);
    EXPECT_EQ(after[i].support, before[i].support);
    if (holds_any_class(dataset, after[i], after[i].queries[0])) {
      EXPECT_EQ(after[i].queries, before[i].queries);
    }
  }
}

TEST_F(AbsentQueries, ComeFromTheWholeDataSet) {
  std::set<std::size_t> seen;
  for (const auto& episode : with_absent(1)) seen.insert(episode.queries[0]);
  EXPECT_EQ(seen.size(), 20u);
}

TEST_F(AbsentQueries, DependOnTheSeedAlone) {
  const auto queries = [](const std::vector<Episode>& episodes) {
    std::vector<std::vector<std::size_t>> all;
    for (const auto& episode : episodes) all.push_back(episode.queries);
    return all;
  };
  EXPECT_EQ(queries(with_absent(0.5)), queries(with_absent(0.5)));
  EXPECT_NE(queries(with_absent(0.5)), queries(with_absent(0.5, 99)));
}

TEST_F(AbsentQueries, NeedAPictureWithoutTheClass) {
  const ToyDataset one(1, 5);
  auto episodes = drawn(one, 1, 3);
  EXPECT_THAT(error_of([&] { draw_absent_queries(episodes, one, 1, 7); }),
              Tells("every picture", "holds a class"));
}

// By the protocol that leaves small objects out, a picture is not listed for a class that it holds
// little of; it holds it all the same.
TEST(AbsentQueriesOfLargeObjects, HoldNoSmallOnesEither) {
  const test::TemporaryFolder folder;
  const test::VocTree voc = {folder.path()};
  test::Drawing large(64, std::string(64, '3')), small(64, std::string(64, '5'));
  small[0][0] = '3';
  for (const std::string name : {"a", "b", "c"}) voc.add(name, large);
  voc.add("d", small);
  voc.add("e", test::Drawing(64, std::string(64, '7')));
  voc.list("val", {"a", "b", "c", "d", "e"});
  const DatasetOptions options = {.least_area = parse_protocol("pfenet").least_area};
  const auto opened = open_dataset(DatasetKind::kVoc, folder.path(), options);
  const auto& bird = opened.dataset->class_of(3);
  EXPECT_THAT(bird.pictures, testing::ElementsAre(0, 1, 2));
  EXPECT_THAT(bird.small, testing::ElementsAre(3));
  std::vector<Episode> episodes(50, {.classes = {3}, .support = {{0, 1}}, .queries = {2}});
  draw_absent_queries(episodes, *opened.dataset, 1, 7);
  for (const auto& episode : episodes) EXPECT_THAT(episode.queries, testing::ElementsAre(4));
}

}  // namespace
}  // namespace panet
