#include "panet/eval/evaluator.h"

#include "dataset/prepared_picture.h"
#include "maps.h"
#include "model/masked_average_pooling.h"
#include "model/prototype_fit.h"
#include "model/prototypes.h"
#include "panet/base/note.h"
#include "panet/episode/absent_queries.h"
#include "panet/image/network_input.h"
#include "scenes.h"
#include "support.h"
#include "toy_dataset.h"

namespace panet {
namespace {

using test::colour_segmenter;
using test::ToyDataset;

constexpr int64_t kInputSize = 64;
constexpr std::size_t kRoomForAll = std::size_t{1} << 30;

struct EvaluatorOfToys : testing::Test {
  std::vector<Episode> episodes(int ways, int shots, std::size_t count) const {
    const EpisodeOptions options = {.ways = ways, .shots = shots};
    return EpisodeSampler(dataset, fold_of_all(4), options).episodes(count);
  }

  std::vector<std::vector<IouCounts>> counts(
      Evaluator& evaluator, const std::vector<Episode>& list,
      const SupportAnnotationOptions& annotation = {}) const {
    std::vector<std::vector<IouCounts>> all;
    evaluator.evaluate(list, annotation, [&](const EpisodeOutcome& outcome) {
      EXPECT_EQ(outcome.index, all.size());
      all.push_back(outcome.counts);
      return true;
    });
    return all;
  }

  Evaluator evaluator(std::size_t cache_bytes, int threads = 1) {
    return {segmenter, dataset, {.cache_bytes = cache_bytes, .loader_threads = threads}};
  }

  ToyDataset dataset{4, 6};
  Segmenter segmenter = colour_segmenter("colour", kInputSize, Refinement{});
};

void expect_equal(const std::vector<std::vector<IouCounts>>& a,
                  const std::vector<std::vector<IouCounts>>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_TRUE(a[i] == b[i]) << "episode " << i;
}

TEST_F(EvaluatorOfToys, FindsWhatIsEasy) {
  auto cached = evaluator(kRoomForAll);
  const auto list = episodes(2, 2, 40);
  IouMetric metric;
  cached.evaluate(list, {}, [&](const EpisodeOutcome& outcome) {
    metric.record(outcome.counts, list[outcome.index].classes);
    return true;
  });
  EXPECT_GT(*metric.mean_iou(), 0.6);
  EXPECT_GT(*metric.binary_iou(), 0.7);
}

// The encoder sees pictures in either shape; masks are learned from and made at S x S.
struct EvaluatorOfAShape : EvaluatorOfToys, testing::WithParamInterface<PictureShape> {
  EvaluatorOfAShape() { segmenter = colour_segmenter("colour", kInputSize, {}, GetParam()); }
};

INSTANTIATE_TEST_SUITE_P(Either, EvaluatorOfAShape,
                         testing::Values(PictureShape::kSquare, PictureShape::kOwn),
                         [](const auto& shape) { return text_of(shape.param); });

TEST_P(EvaluatorOfAShape, EqualsLearningAndSegmentingByHand) {
  auto cached = evaluator(kRoomForAll);
  for (const auto& episode : episodes(2, 2, 10)) {
    std::vector<Support> supports;
    for (std::size_t way = 0; way < 2; ++way)
      for (const auto index : episode.support[way]) {
        // At the size of the input, where the evaluator works.
        const auto resized = prepare_picture(dataset, index, kInputSize);
        supports.push_back({.class_name = std::to_string(way),
                            .picture = dataset.picture(index),
                            .annotation = support_annotation(dataset, resized, episode.classes[way],
                                                             episode.classes, {}),
                            .source = {}});
      }
    std::vector<PooledShots> pooled(2);
    std::vector<CoarseShot> coarse;
    for (std::size_t i = 0; i < 4; ++i) {
      const auto& [name, picture, annotation, source] = supports[i];
      const auto features = segmenter.encode(segmenter.input_of(picture));
      auto& shots = pooled[i / 2];
      shots.foreground.push_back(masked_average_pooling(features, annotation.foreground));
      shots.background.push_back(masked_average_pooling(features, annotation.background));
      coarse.push_back(coarse_shot(features, annotation.foreground, annotation.background));
    }
    Prototypes prototypes = {.vectors = mean_of_shots(pooled), .class_shots = {2, 2}};
    std::vector<ShotOfClass> shots;
    for (std::size_t i = 0; i < 4; ++i) shots.push_back({.shot = &coarse[i], .class_index = i / 2});
    prototypes.fitted = fitted_prototypes(prototypes.vectors, shots);
    const auto query = dataset.picture(episode.queries[0]);
    const auto expected =
        segmenter.segment_features(segmenter.encode(segmenter.input_of(query)), prototypes,
                                   picture_of_input(network_input(query, kInputSize)));
    EXPECT_EQ(cached.predictions(episode, {})[0], expected.labels);
  }
}

TEST_F(EvaluatorOfToys, DoesNotDependOnTheCache) {
  const auto list = episodes(2, 1, 60);
  auto cached = evaluator(kRoomForAll), uncached = evaluator(0);
  auto small = evaluator(kRoomForAll / (1 << 17) / 2);
  const auto expected = counts(uncached, list);
  expect_equal(counts(cached, list), expected);
  expect_equal(counts(cached, list), expected);  // now from the cache alone
  expect_equal(counts(small, list), expected);
}

TEST_F(EvaluatorOfToys, DoesNotDependOnTheNumberOfLoadingThreads) {
  const auto list = episodes(1, 3, 40);
  auto one = evaluator(kRoomForAll, 1), four = evaluator(kRoomForAll, 4);
  expect_equal(counts(one, list), counts(four, list));
}

TEST_F(EvaluatorOfToys, ReadsEveryPictureOnce) {
  auto cached = evaluator(kRoomForAll);
  const auto list = episodes(1, 1, 200);
  counts(cached, list);
  EXPECT_EQ(dataset.pictures_read(), 24);
  counts(cached, list);
  EXPECT_EQ(dataset.pictures_read(), 24);
}

TEST_F(EvaluatorOfToys, WithoutCacheReadsEveryPictureOfEveryEpisode) {
  auto uncached = evaluator(0);
  counts(uncached, episodes(2, 3, 10));
  EXPECT_EQ(dataset.pictures_read(), 10 * 7);
}

TEST_F(EvaluatorOfToys, StopsWhenTold) {
  auto cached = evaluator(kRoomForAll);
  std::size_t done = 0;
  cached.evaluate(episodes(1, 1, 50), {}, [&](const EpisodeOutcome&) { return ++done < 5; });
  EXPECT_EQ(done, 5u);
  // The caches are in order: the whole list can follow.
  EXPECT_EQ(counts(cached, episodes(1, 1, 50)).size(), 50u);
}

TEST_F(EvaluatorOfToys, TakesWeakAnnotationsToo) {
  auto cached = evaluator(kRoomForAll);
  const auto list = episodes(1, 1, 20);
  const auto dense = counts(cached, list);
  for (const auto kind : {SupportAnnotation::kScribble, SupportAnnotation::kBox}) {
    const auto weak = counts(cached, list, {.kind = kind});
    EXPECT_FALSE(weak == dense);
    IouMetric metric;
    for (std::size_t i = 0; i < list.size(); ++i) metric.record(weak[i], list[i].classes);
    EXPECT_GT(*metric.mean_iou(), 0.5);
  }
}

TEST_F(EvaluatorOfToys, NotesSupportsThatShowNothingOfTheirClassAndMeasuresTheirEpisodes) {
  PictureLabels labels = {.size = {48, 64}};
  labels.masks[1] = Mask(labels.size);
  const auto speck = dataset.add("speck", Picture(48, 64), std::move(labels));
  std::vector<std::string> notes;
  const NoteListener listener([&](const std::string& text) { notes.push_back(text); });
  const Episode episode = {.classes = {1}, .support = {{speck}}, .queries = {0}};
  auto one = evaluator(0);
  EXPECT_EQ(counts(one, {episode, episode}).size(), 2U);
  EXPECT_THAT(notes, testing::ElementsAre(test::Tells("speck: no pixel", "class 1", "64 x 64")));
}

TEST_F(EvaluatorOfToys, TellsScribblesOfDifferentSeedsAndWidthsApart) {
  auto cached = evaluator(kRoomForAll), fresh = evaluator(kRoomForAll);
  const auto list = episodes(1, 1, 20);
  const SupportAnnotationOptions thin = {.kind = SupportAnnotation::kScribble, .seed = 1};
  auto wide = thin, another = thin;
  wide.scribble.dilation = 3;
  another.seed = 2;
  const auto first = counts(cached, list, thin);
  expect_equal(counts(fresh, list, wide), counts(cached, list, wide));
  EXPECT_FALSE(counts(cached, list, wide) == first);
  EXPECT_FALSE(counts(cached, list, another) == first);
}

TEST_F(EvaluatorOfToys, TellsPresenceOfPicturesWithAndWithoutTheClass) {
  auto list = episodes(1, 2, 60);
  draw_absent_queries(list, dataset, 0.5, 7);
  Evaluator asked(segmenter, dataset, {.cache_bytes = kRoomForAll, .presence = true});
  PresenceMetric metric;
  IouMetric iou;
  asked.evaluate(list, {}, [&](const EpisodeOutcome& outcome) {
    const auto& episode = list[outcome.index];
    EXPECT_EQ(outcome.presences.size(), 1u);
    const auto& found = outcome.presences.at(0);
    EXPECT_EQ(found.is_there, holds_any_class(dataset, episode, episode.queries[0]));
    if (!found.is_there) {
      EXPECT_EQ(outcome.counts, std::vector<IouCounts>(2)) << "counts nothing";
    }
    metric.record(episode.classes[0], found);
    iou.record(outcome.counts, episode.classes);
    return true;
  });
  EXPECT_GT(*metric.auroc(), 0.8) << "disks of other colours, told from their ground alone";
  EXPECT_GT(*iou.mean_iou(), 0.6);
}

TEST_F(EvaluatorOfToys, IsNotAskedForPresenceWithoutAWord) {
  auto plain = evaluator(kRoomForAll);
  plain.evaluate(episodes(1, 1, 3), {}, [](const EpisodeOutcome& outcome) {
    EXPECT_TRUE(outcome.presences.empty());
    return true;
  });
}

}  // namespace
}  // namespace panet
