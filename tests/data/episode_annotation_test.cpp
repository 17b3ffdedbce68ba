#include "panet/data/episode_annotation.h"

#include "panet/image/void_label.h"
#include "support.h"
#include "toy_dataset.h"

namespace panet {
namespace {

using test::error_of;
using test::Tells;

torch::Tensor row(std::vector<int> values) {
  return torch::tensor(values, torch::kUInt8).unsqueeze(0);
}

// Six pixels: class 1, class 2, both, void, background, unlabelled.
struct EpisodeAnnotation : testing::Test {
  EpisodeAnnotation() {
    PictureLabels labels = {.size = {1, 6}};
    labels.masks[1] = row({1, 0, 1, 0, 0, 0});
    labels.masks[2] = row({0, 1, 1, 0, 0, 0});
    labels.void_pixels = row({0, 0, 0, 1, 0, 0});
    labels.unlabelled = row({0, 0, 0, 0, 0, 1});
    index = dataset.add("six", torch::zeros({1, 6, 3}, torch::kUInt8), labels);
    prepared = {.index = index, .size = {1, 6}, .input = {}, .labels = labels};
  }

  Annotation annotation(int class_id, const std::vector<int>& classes,
                        SupportAnnotation kind = SupportAnnotation::kDense) const {
    return support_annotation(dataset, prepared, class_id, classes, {.kind = kind});
  }

  static PreparedPicture prepared_in(const Dataset& dataset, const Window& window) {
    return panet::prepared(decoded_picture(dataset, 0), 40, window);
  }

  test::ToyDataset dataset{3, 0};
  std::size_t index = 0;
  PreparedPicture prepared;
};

TEST_F(EpisodeAnnotation, BackgroundIsWhatBelongsToNoClassOfTheEpisode) {
  const auto alone = annotation(1, {1});
  EXPECT_TRUE(alone.foreground.equal(row({1, 0, 1, 0, 0, 0})));
  EXPECT_TRUE(alone.background.equal(row({0, 1, 0, 1, 1, 0})));
  const auto beside_another = annotation(1, {2, 1});
  EXPECT_TRUE(beside_another.foreground.equal(row({1, 0, 1, 0, 0, 0})));
  EXPECT_TRUE(beside_another.background.equal(row({0, 0, 0, 1, 1, 0})));
}

// Where a picture shows a part of itself, and beyond: nothing is said about what lies beyond.
TEST_F(EpisodeAnnotation, OfAWindowSaysWhatIsInIt) {
  const test::ToyDataset toys(1, 1, {40, 40});
  const Window right_and_beyond = {.x = 0.5, .y = 0, .width = 1, .height = 1};
  const auto whole = prepare_picture(toys, 0, 40);
  const auto part = prepared_in(toys, right_and_beyond);
  const auto box = support_annotation(toys, whole, 1, {1}, {.kind = SupportAnnotation::kBox});
  const auto box_here = support_annotation(toys, part, 1, {1}, {.kind = SupportAnnotation::kBox});
  EXPECT_TRUE(box_here.background.slice(1, 0, 20).equal(box.background.slice(1, 20)));
  EXPECT_EQ(box_here.background.slice(1, 20).sum().item<int>(), 0);
  const auto dense = support_annotation(toys, part, 1, {1}, {});
  EXPECT_EQ(dense.background.slice(1, 20).sum().item<int>(), 0);
  EXPECT_TRUE(dense.foreground.slice(1, 0, 20).equal(whole.labels.masks.at(1).slice(1, 20)));
}

TEST_F(EpisodeAnnotation, AClassThatIsNotThereHasNoForeground) {
  const auto none = annotation(3, {3});
  EXPECT_EQ(none.foreground.sum().item<int>(), 0);
  EXPECT_EQ(none.background.sum().item<int>(), 5);
}

TEST_F(EpisodeAnnotation, QueriesCountNeitherVoidNorUnlabelledPixels) {
  EXPECT_TRUE(query_labels(prepared.labels, {2}).equal(row({0, 1, 1, kVoid, 0, kVoid})));
  EXPECT_TRUE(query_labels(prepared.labels, {2, 1}).equal(row({2, 1, 2, kVoid, 0, kVoid})));
  EXPECT_TRUE(query_labels(prepared.labels, {3}).equal(row({0, 0, 0, kVoid, 0, kVoid})));
}

TEST_F(EpisodeAnnotation, BoxesEncloseTheLargestInstance) {
  PictureLabels labels = {.size = {1, 6}};
  labels.masks[1] = row({1, 1, 0, 0, 1, 0});
  const auto two = dataset.add("two", torch::zeros({1, 6, 3}, torch::kUInt8), labels);
  prepared = {.index = two, .size = {1, 6}, .input = {}, .labels = labels};
  const auto box = annotation(1, {1}, SupportAnnotation::kBox);
  EXPECT_TRUE(box.foreground.equal(row({1, 1, 0, 0, 0, 0})));
  EXPECT_TRUE(box.background.equal(row({0, 0, 1, 1, 0, 1})));
}

TEST(EpisodeAnnotationOfToys, ScribblesAreRepeatableAndWithinTheMasks) {
  const test::ToyDataset dataset(2, 3, {96, 128});
  const auto prepared = prepare_picture(dataset, 1, 100);
  const SupportAnnotationOptions options = {.kind = SupportAnnotation::kScribble};
  const auto dense = support_annotation(dataset, prepared, 1, {1}, {});
  const auto scribble = support_annotation(dataset, prepared, 1, {1}, options);
  const auto again = support_annotation(dataset, prepared, 1, {1}, options);
  EXPECT_TRUE(scribble.foreground.equal(again.foreground));
  EXPECT_TRUE(scribble.background.equal(again.background));
  for (const auto& [stroke, region] : {std::pair{scribble.foreground, dense.foreground},
                                       {scribble.background, dense.background}}) {
    EXPECT_GT(stroke.sum().item<int>(), 0);
    EXPECT_LT(stroke.sum().item<int>(), region.sum().item<int>());
    EXPECT_EQ((stroke * (1 - region)).sum().item<int>(), 0);
  }
}

TEST(SupportAnnotationText, GoesBothWays) {
  for (const auto kind :
       {SupportAnnotation::kDense, SupportAnnotation::kScribble, SupportAnnotation::kBox})
    EXPECT_EQ(parse_support_annotation(text_of(kind)), kind);
  EXPECT_THAT(error_of([] { parse_support_annotation("dots"); }), Tells("dots", "scribble"));
}

}  // namespace
}  // namespace panet
