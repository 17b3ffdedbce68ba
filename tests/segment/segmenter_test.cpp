#include "panet/segment/segmenter.h"

#include "panet/image/network_input.h"
#include "panet/model/cosine_classifier.h"
#include "peak_memory.h"
#include "scenes.h"
#include "support.h"

namespace panet {
namespace {

using test::colour_segmenter;
using test::disk_scene;
using test::error_of;
using test::iou;
using test::kBlue;
using test::kGreen;
using test::kRed;
using test::support_of;
using test::Tells;

TEST(Segmenter, SegmentsInAnotherPictureWhatItLearnedFromOne) {
  const auto segmenter = colour_segmenter();
  const auto prototypes = segmenter.learn({support_of(disk_scene(200, 300, kRed, kBlue), "ball")});
  const auto query = disk_scene(240, 180, kRed, kBlue, 0.3, 0.6, 0.2);
  const auto result = segmenter.segment(query.picture, prototypes);
  EXPECT_EQ(result.labels.sizes(), query.mask.sizes());
  EXPECT_EQ(result.labels.scalar_type(), torch::kUInt8);
  EXPECT_GT(iou(result.labels, query.mask), 0.9);
}

TEST(Segmenter, TellsClassesApart) {
  const auto segmenter = colour_segmenter();
  const auto prototypes = segmenter.learn({support_of(disk_scene(200, 200, kRed, kBlue), "red"),
                                           support_of(disk_scene(200, 200, kGreen, kBlue), "green"),
                                           support_of(disk_scene(100, 200, kRed, kBlue), "red")});
  EXPECT_THAT(prototypes.class_names, testing::ElementsAre("red", "green"));
  EXPECT_THAT(prototypes.class_shots, testing::ElementsAre(2, 1));
  const auto green = disk_scene(160, 160, kGreen, kBlue);
  EXPECT_GT(iou(segmenter.segment(green.picture, prototypes).labels == 2, green.mask), 0.9);
  const auto red = disk_scene(160, 160, kRed, kBlue);
  EXPECT_GT(iou(segmenter.segment(red.picture, prototypes).labels == 1, red.mask), 0.9);
}

TEST(Segmenter, ScoresAreASoftmaxWhoseArgmaxAreTheLabels) {
  const auto segmenter = colour_segmenter();
  const auto prototypes = segmenter.learn({support_of(disk_scene(100, 100, kRed, kBlue), "ball")});
  const auto result = segmenter.segment(disk_scene(90, 70, kRed, kBlue).picture, prototypes);
  ASSERT_EQ(result.scores.sizes().vec(), (std::vector<int64_t>{2, 90, 70}));
  EXPECT_LT(test::max_difference(result.scores.sum(0), torch::ones({90, 70})), 1e-5);
  EXPECT_TRUE(torch::equal(result.scores.argmax(0).to(torch::kUInt8), result.labels));
}

TEST(Segmenter, KeepsTheScoresOfAllClassesOnlyWhereAsked) {
  const auto segmenter = colour_segmenter();
  const auto prototypes = segmenter.learn({support_of(disk_scene(100, 100, kRed, kBlue), "ball")});
  const auto picture = disk_scene(90, 70, kRed, kBlue).picture;
  const auto all = segmenter.segment(picture, prototypes);
  const auto means = segmenter.segment(picture, prototypes, Scores::kMeans);
  EXPECT_TRUE(torch::equal(means.labels, all.labels));
  EXPECT_TRUE(torch::equal(means.mean_scores, all.mean_scores));
  EXPECT_FALSE(means.scores.defined());
  for (int64_t label = 0; label < 2; ++label) {
    const auto scores = all.scores[label].masked_select(all.labels == label);
    EXPECT_NEAR(means.mean_scores[label].item<double>(),
                scores.to(torch::kFloat64).mean().item<double>(), 1e-6);
  }
}

TEST(Segmenter, TheMeanScoreOfALabelThatNoPixelHasIsZero) {
  const auto segmenter = colour_segmenter();
  const auto prototypes =
      segmenter.learn({support_of(disk_scene(100, 100, kRed, kBlue), "red"),
                       support_of(disk_scene(100, 100, kGreen, kBlue), "green")});
  const auto found = segmenter.segment(disk_scene(90, 70, kRed, kBlue).picture, prototypes);
  EXPECT_EQ(found.mean_scores[2].item<double>(), 0);
  EXPECT_GT(found.mean_scores[1].item<double>(), 0.5);
}

TEST(Segmenter, TakesLittleMemoryForManyClasses) {
  const auto segmenter = colour_segmenter("colour", 200, {.adapt = false, .guide = true});
  std::vector<Support> supports;
  for (int i = 0; i < 200; ++i)
    supports.push_back(support_of(disk_scene(16, 16, {i, 40, 90}, kBlue), std::to_string(i)));
  const auto prototypes = segmenter.learn(supports);
  const auto picture = disk_scene(1500, 2000, kRed, kBlue).picture;
  const double megabytes =
      test::extra_megabytes([&] { segmenter.segment(picture, prototypes, Scores::kMeans); });
  EXPECT_LT(megabytes, 400) << "the scores of all classes would take 2400";
}

TEST(Segmenter, LabelsAPictureOfManyStripsAsIfItWereOne) {
  const auto segmenter = colour_segmenter();
  const auto scene = disk_scene(2100, 1500, kRed, kBlue);
  const auto prototypes = segmenter.learn({support_of(scene, "ball")});
  const auto features = segmenter.encode(network_input(scene.picture, 200));
  const auto logits = upsample_logits(cosine_logits(features, prototypes.vectors), 2100, 1500);
  const auto result = segmenter.segment(scene.picture, prototypes);
  EXPECT_LT(test::max_difference(result.scores, logits.softmax(1)[0]), 1e-4);
}

TEST(Segmenter, LearnsFromAStreamWhatItLearnsFromAList) {
  const auto segmenter = colour_segmenter();
  const std::vector supports = {support_of(disk_scene(99, 100, kRed, kBlue), "a"),
                                support_of(disk_scene(80, 60, kGreen, kBlue), "b")};
  std::size_t next = 0;
  const auto streamed = segmenter.learn(
      [&] { return next < supports.size() ? std::optional(supports[next++]) : std::nullopt; });
  EXPECT_TRUE(torch::equal(streamed.vectors, segmenter.learn(supports).vectors));
}

TEST(Segmenter, LosesNotEvenASinglePixelOfALargePicture) {
  auto support = support_of(disk_scene(1000, 1000, kRed, kBlue), "dot");
  support.annotation.foreground = torch::zeros({1000, 1000}, torch::kUInt8);
  support.annotation.foreground[501][502] = 1;
  const auto prototypes = colour_segmenter().learn({support});
  EXPECT_GT(prototypes.vectors[1].norm().item<float>(), 0.1);
}

TEST(Segmenter, NamesClassAndPictureOfAnAnnotationWithoutForeground) {
  auto support = support_of(disk_scene(50, 50, kRed, kBlue), "ball", "ball3.jpg");
  support.annotation.foreground = torch::zeros({50, 50}, torch::kUInt8);
  EXPECT_THAT(error_of([&] { colour_segmenter().learn({support}); }),
              Tells("ball3.jpg", "class 'ball'", "no foreground pixel"));
}

TEST(Segmenter, NamesClassAndPictureOfAnAnnotationWithoutBackground) {
  auto support = support_of(disk_scene(50, 50, kRed, kBlue), "ball", "ball3.jpg");
  support.annotation.background = torch::zeros({50, 50}, torch::kUInt8);
  EXPECT_THAT(error_of([&] { colour_segmenter().learn({support}); }),
              Tells("ball3.jpg", "class 'ball'", "no background pixel"));
}

TEST(Segmenter, TellsBothSizesOfAMaskThatDoesNotFit) {
  auto support = support_of(disk_scene(50, 60, kRed, kBlue), "ball", "ball3.jpg");
  support.annotation.foreground = torch::ones({60, 50}, torch::kUInt8);
  EXPECT_THAT(error_of([&] { colour_segmenter().learn({support}); }),
              Tells("ball3.jpg", "50 x 60", "60 x 50"));
}

TEST(Segmenter, NeedsSomethingToLearnFrom) {
  EXPECT_THAT(error_of([] { colour_segmenter().learn(std::vector<Support>{}); }),
              Tells("no annotated picture"));
}

TEST(Segmenter, LearnsAtMost254ClassesAtOnce) {
  const auto scene = disk_scene(16, 16, kRed, kBlue);
  std::vector<Support> supports;
  for (int i = 0; i < 255; ++i) supports.push_back(support_of(scene, "class" + std::to_string(i)));
  EXPECT_THAT(error_of([&] { colour_segmenter().learn(supports); }),
              Tells("class254", "more than 254 classes"));
}

TEST(Segmenter, RefusesPrototypesOfAnotherEncoder) {
  const auto scene = disk_scene(16, 16, kRed, kBlue);
  const auto prototypes = colour_segmenter("one").learn({support_of(scene, "ball")});
  EXPECT_THAT(error_of([&] { colour_segmenter("another").segment(scene.picture, prototypes); }),
              Tells("one", "another"));
}

TEST(Segmenter, RefusesAnInputTooSmallForAFeature) {
  EXPECT_THAT(error_of([] { colour_segmenter("colour", 7); }), Tells("input size 7", "at least 8"));
}

}  // namespace
}  // namespace panet
