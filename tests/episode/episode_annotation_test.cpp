#include "panet/episode/episode_annotation.h"

#include "dataset/prepared_picture.h"
#include "image/mask.h"
#include "maps.h"
#include "panet/image/void_label.h"
#include "support.h"
#include "toy_dataset.h"

namespace panet {
namespace {

using test::error_of;
using test::Tells;

using test::written;

Mask row(std::initializer_list<uint8_t> values) {
  return written<Mask>({values});
}

// `width` columns from `first` on.
Mask columns(const Mask& mask, int64_t first, int64_t width) {
  Mask part(mask.height(), width);
  for (int64_t y = 0; y < part.height(); ++y)
    for (int64_t x = 0; x < width; ++x) part.at(y, x) = mask.at(y, first + x);
  return part;
}

// Six pixels: class 1, class 2, both, void, background, unlabelled.
struct EpisodeAnnotation : testing::Test {
  EpisodeAnnotation() {
    PictureLabels labels = {.size = {1, 6}};
    labels.masks[1] = row({1, 0, 1, 0, 0, 0});
    labels.masks[2] = row({0, 1, 1, 0, 0, 0});
    labels.void_pixels = row({0, 0, 0, 1, 0, 0});
    labels.unlabelled = row({0, 0, 0, 0, 0, 1});
    index = dataset.add("six", Picture(1, 6), labels.copy());
    prepared = {.index = index, .size = {1, 6}, .input = {}, .labels = std::move(labels)};
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
  EXPECT_EQ(alone.foreground, row({1, 0, 1, 0, 0, 0}));
  EXPECT_EQ(alone.background, row({0, 1, 0, 1, 1, 0}));
  const auto beside_another = annotation(1, {2, 1});
  EXPECT_EQ(beside_another.foreground, row({1, 0, 1, 0, 0, 0}));
  EXPECT_EQ(beside_another.background, row({0, 0, 0, 1, 1, 0}));
}

// Where a picture shows a part of itself, and beyond: nothing is said about what lies beyond.
TEST_F(EpisodeAnnotation, OfAWindowSaysWhatIsInIt) {
  const test::ToyDataset toys(1, 1, {40, 40});
  const Window right_and_beyond = {.x = 0.5, .y = 0, .width = 1, .height = 1};
  const auto whole = prepare_picture(toys, 0, 40);
  const auto part = prepared_in(toys, right_and_beyond);
  const auto box = support_annotation(toys, whole, 1, {1}, {.kind = SupportAnnotation::kBox});
  const auto box_here = support_annotation(toys, part, 1, {1}, {.kind = SupportAnnotation::kBox});
  EXPECT_EQ(columns(box_here.background, 0, 20), columns(box.background, 20, 20));
  EXPECT_FALSE(any(columns(box_here.background, 20, 20)));
  const auto dense = support_annotation(toys, part, 1, {1}, {});
  EXPECT_FALSE(any(columns(dense.background, 20, 20)));
  EXPECT_EQ(columns(dense.foreground, 0, 20), columns(whole.labels.masks.at(1), 20, 20));
}

TEST_F(EpisodeAnnotation, AClassThatIsNotThereHasNoForeground) {
  const auto none = annotation(3, {3});
  EXPECT_EQ(none.foreground, row({0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(count(none.background), 5);
}

TEST_F(EpisodeAnnotation, QueriesCountNeitherVoidNorUnlabelledPixels) {
  EXPECT_EQ(query_labels(prepared.labels, {2}), written<Labels>({{0, 1, 1, kVoid, 0, kVoid}}));
  EXPECT_EQ(query_labels(prepared.labels, {2, 1}), written<Labels>({{2, 1, 2, kVoid, 0, kVoid}}));
  EXPECT_EQ(query_labels(prepared.labels, {3}), written<Labels>({{0, 0, 0, kVoid, 0, kVoid}}));
}

TEST_F(EpisodeAnnotation, BoxesEncloseTheLargestInstance) {
  PictureLabels labels = {.size = {1, 6}};
  labels.masks[1] = row({1, 1, 0, 0, 1, 0});
  const auto two = dataset.add("two", Picture(1, 6), labels.copy());
  prepared = {.index = two, .size = {1, 6}, .input = {}, .labels = std::move(labels)};
  const auto box = annotation(1, {1}, SupportAnnotation::kBox);
  EXPECT_EQ(box.foreground, row({1, 1, 0, 0, 0, 0}));
  EXPECT_EQ(box.background, row({0, 0, 1, 1, 0, 1}));
}

TEST(EpisodeAnnotationOfToys, ScribblesAreRepeatableAndWithinTheMasks) {
  const test::ToyDataset dataset(2, 3, {96, 128});
  const auto prepared = prepare_picture(dataset, 1, 100);
  const SupportAnnotationOptions options = {.kind = SupportAnnotation::kScribble};
  const auto dense = support_annotation(dataset, prepared, 1, {1}, {});
  const auto scribble = support_annotation(dataset, prepared, 1, {1}, options);
  const auto again = support_annotation(dataset, prepared, 1, {1}, options);
  EXPECT_EQ(scribble.foreground, again.foreground);
  EXPECT_EQ(scribble.background, again.background);
  for (const auto& [stroke, region] : {std::pair{&scribble.foreground, &dense.foreground},
                                       {&scribble.background, &dense.background}}) {
    EXPECT_GT(count(*stroke), 0);
    EXPECT_LT(count(*stroke), count(*region));
    EXPECT_FALSE(any(*stroke & ~*region));
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
