#include "panet/eval/evaluation.h"

#include <cmath>

#include "scenes.h"
#include "support.h"
#include "toy_dataset.h"

namespace panet {
namespace {

// A run in which class 1 and class 2 have these IoU, of 100 pixels each.
IouMetric run_of(int64_t one, int64_t two) {
  IouMetric metric;
  metric.record({{50, 100}, {one, 100}}, {1});
  if (two >= 0) metric.record({{50, 100}, {two, 100}}, {2});
  return metric;
}

TEST(SummaryOf, IsMeanAndDeviationOverRuns) {
  const auto summary = summary_of({run_of(40, 60), run_of(60, 80)});
  EXPECT_DOUBLE_EQ(summary.class_iou.at(1).mean, 0.5);
  EXPECT_NEAR(summary.class_iou.at(1).deviation, 0.1, 1e-12);
  EXPECT_DOUBLE_EQ(summary.mean_iou->mean, 0.6);
  EXPECT_NEAR(summary.mean_iou->deviation, 0.1, 1e-12);
  EXPECT_DOUBLE_EQ(summary.background_iou->mean, 0.5);
  EXPECT_DOUBLE_EQ(summary.binary_iou->mean, (0.5 + 0.6) / 2);
  EXPECT_EQ(summary.class_iou.size(), 2u);
}

TEST(SummaryOf, AveragesAClassOverTheRunsThatHaveIt) {
  const auto summary = summary_of({run_of(40, 60), run_of(60, -1)});
  EXPECT_DOUBLE_EQ(summary.class_iou.at(2).mean, 0.6);
  EXPECT_DOUBLE_EQ(summary.mean_iou->mean, (0.5 + 0.6) / 2);
}

TEST(SummaryOf, HasNothingToSayOfNoRuns) {
  EXPECT_FALSE(summary_of({}).mean_iou.has_value());
}

struct Evaluation : testing::Test {
  EpisodeSet set(const std::string& split, int shots, int run) const {
    const EpisodeOptions options = {.shots = shots, .seed = static_cast<uint64_t>(run)};
    return {.split = split,
            .ways = 1,
            .shots = shots,
            .run = run,
            .episodes = EpisodeSampler(dataset, fold_of_all(2), options).episodes(10)};
  }

  test::ToyDataset dataset{2, 6};
  Segmenter segmenter = test::colour_segmenter("colour", 40);
  Evaluator evaluator{segmenter, dataset, {.cache_bytes = 1 << 30}};
  NoPeers alone;
  const std::vector<SupportAnnotationOptions> annotations = {{.kind = SupportAnnotation::kDense},
                                                             {.kind = SupportAnnotation::kBox}};
};

TEST_F(Evaluation, GathersTheRunsOfASetting) {
  const auto results =
      evaluate(evaluator, {set("a", 1, 1), set("a", 2, 1), set("a", 1, 2), set("b", 1, 1)},
               annotations, alone, [](const EvaluationProgress&) { return true; });
  ASSERT_EQ(results.size(), 6u);
  EXPECT_EQ(results[0].runs.size(), 2u);
  EXPECT_EQ(results[0].episodes, 20u);
  EXPECT_EQ(results[1].setting.annotation, SupportAnnotation::kBox);
  EXPECT_EQ(results[2].setting.shots, 2);
  EXPECT_EQ(results[4].setting.split, "b");
  for (const auto& result : results) EXPECT_TRUE(result.is_whole);
}

TEST_F(Evaluation, TellsHowFarItIs) {
  std::size_t calls = 0;
  evaluate(evaluator, {set("a", 1, 1), set("a", 1, 2)}, annotations, alone,
           [&](const EvaluationProgress& progress) {
             EXPECT_EQ(progress.episodes_done, ++calls);
             EXPECT_EQ(progress.episodes_total, 40u);
             EXPECT_TRUE(progress.metric.mean_iou().has_value());
             return true;
           });
  EXPECT_EQ(calls, 40u);
}

TEST_F(Evaluation, KeepsWhatIsWholeWhenStopped) {
  std::size_t calls = 0;
  const auto results = evaluate(evaluator, {set("a", 1, 1), set("a", 1, 2)}, annotations, alone,
                                [&](const EvaluationProgress&) { return ++calls < 15; });
  ASSERT_EQ(results.size(), 1u);
  EXPECT_FALSE(results[0].is_whole);
  EXPECT_EQ(results[0].runs.size(), 1u);
  EXPECT_EQ(results[0].episodes, 10u);
}

TEST(SummaryOfPresence, HasMeansOverTheRunsThatSawBothKindsOfPictures) {
  std::vector<PresenceMetric> runs(3);
  runs[0].record(1, {.presence = 0.95, .is_there = true});
  runs[0].record(1, {.presence = 0.3, .is_there = false});
  runs[1].record(1, {.presence = 0.25, .is_there = true});
  runs[1].record(1, {.presence = 0.02, .is_there = false});
  runs[2].record(1, {.presence = 0.5, .is_there = true});
  const auto found_at = presence_summary_of(runs).found_at;
  ASSERT_EQ(found_at.size(), 10u);
  EXPECT_EQ(found_at[0].presence, 0.05);
  EXPECT_EQ(found_at[0].shares.with, 1);
  EXPECT_EQ(found_at[0].shares.without, 0.5);
  EXPECT_EQ(found_at[9].presence, 0.9);
  EXPECT_EQ(found_at[9].shares.with, 0.5);
  EXPECT_EQ(found_at[9].shares.without, 0);
  EXPECT_TRUE(presence_summary_of({runs[2]}).found_at.empty());
}

}  // namespace
}  // namespace panet
