#include "panet/eval/figure.h"

#include "scenes.h"
#include "support.h"
#include "toy_dataset.h"

namespace panet {
namespace {

using testing::ElementsAre;

// Episodes of one way whose IoU are these percents.
std::vector<EpisodeOutcome> outcomes_of(const std::vector<int64_t>& percents) {
  std::vector<EpisodeOutcome> outcomes;
  for (const auto percent : percents)
    outcomes.push_back({.index = outcomes.size(), .counts = {{50, 100}, {percent, 100}}});
  return outcomes;
}

std::vector<std::string> told(const std::vector<RankedEpisode>& episodes) {
  std::vector<std::string> texts;
  for (const auto& e : episodes) texts.push_back(e.rank + " " + std::to_string(e.index));
  return texts;
}

TEST(RankedEpisodes, AreTheBestTheMedianAndTheWorst) {
  const auto ranked = ranked_episodes(outcomes_of({10, 90, 30, 70, 50, 20, 80, 60, 40}), 1);
  EXPECT_THAT(told(ranked), ElementsAre("best 1", "median 4", "worst 0"));
  EXPECT_DOUBLE_EQ(ranked[0].iou, 0.9);
}

TEST(RankedEpisodes, AreShownOnceWhereThereAreFew) {
  EXPECT_THAT(told(ranked_episodes(outcomes_of({10, 90, 30, 70}), 2)),
              ElementsAre("best 1", "best 3", "median 2", "worst 0"));
  EXPECT_THAT(told(ranked_episodes(outcomes_of({10}), 3)), ElementsAre("best 0"));
}

TEST(RankedEpisodes, LeaveOutWhatHasNoIou) {
  auto outcomes = outcomes_of({10, 20});
  outcomes[1].counts[1] = {};
  EXPECT_THAT(told(ranked_episodes(outcomes, 1)), ElementsAre("best 0"));
}

TEST(Figure, HasARowForEachEpisode) {
  const test::ToyDataset dataset(3, 4);
  auto segmenter = test::colour_segmenter("colour", 40);
  Evaluator evaluator(segmenter, dataset, {});
  const auto episodes =
      EpisodeSampler(dataset, fold_of_all(3), {.ways = 2, .shots = 1}).episodes(5);
  const auto sheet = [&](const std::vector<RankedEpisode>& rows) {
    return figure(evaluator, dataset, episodes, rows, {}, 40);
  };
  const auto one = sheet({{.index = 3, .iou = 0.5, .rank = "best"}});
  const auto two = sheet({{.index = 3, .rank = "best"}, {.index = 4, .rank = "worst"}});
  EXPECT_EQ(one.width(), two.width());
  EXPECT_GT(static_cast<double>(two.height()), 1.8 * static_cast<double>(one.height()));
  EXPECT_GE(one.width(), 4 * 240) << "two supports, the truth and the prediction";
}

}  // namespace
}  // namespace panet
