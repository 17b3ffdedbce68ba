#include "train/training_episode.h"

#include "maps.h"
#include "panet/image/void_label.h"
#include "support.h"
#include "toy_dataset.h"
#include "train/network/torch_view.h"

namespace panet {
namespace {

using test::ToyDataset;

constexpr int64_t kSize = 40;

struct TrainingEpisodes : testing::Test {
  TrainingEpisode made(std::size_t index, TrainingEpisodeOptions options) const {
    options.input_size = kSize;
    const EpisodeSampler sampler(dataset, fold_of_all(3), {.ways = 2, .shots = 2, .queries = 3});
    const auto pictures = [this](std::size_t picture) {
      return std::make_shared<const DecodedPicture>(decoded_picture(dataset, picture));
    };
    return training_episode(dataset, sampler.episode(index), index, pictures, options);
  }

  ToyDataset dataset{3, 6};
  TrainingEpisodeOptions plain = {.augmentation = {.flip = false}};
};

bool are_equal(const TrainingEpisode& a, const TrainingEpisode& b) {
  return torch::equal(a.images, b.images) && torch::equal(a.foreground, b.foreground) &&
         torch::equal(a.background, b.background) && torch::equal(a.labels, b.labels);
}

TEST_F(TrainingEpisodes, HaveTheShapesThatTheLossTakes) {
  const auto episode = made(0, plain);
  EXPECT_EQ(episode.images.sizes(), (std::vector<int64_t>{2 * 2 + 3, 3, kSize, kSize}));
  EXPECT_EQ(episode.foreground.sizes(), (std::vector<int64_t>{2, 2, kSize, kSize}));
  EXPECT_EQ(episode.background.sizes(), episode.foreground.sizes());
  EXPECT_EQ(episode.labels.sizes(), (std::vector<int64_t>{3, kSize, kSize}));
}

TEST_F(TrainingEpisodes, HoldSupportsFirstWayByWayThenQueries) {
  const auto episode = made(4, plain);
  const auto& e = episode.episode;
  const auto support = prepare_picture(dataset, e.support[1][0], kSize);
  EXPECT_TRUE(torch::equal(episode.images[2].permute({1, 2, 0}), tensor_view(support.input)));
  EXPECT_TRUE(
      torch::equal(episode.foreground[1][0], tensor_view(support.labels.masks.at(e.classes[1]))));
  const auto query = prepare_picture(dataset, e.queries[2], kSize);
  EXPECT_TRUE(torch::equal(episode.images[6].permute({1, 2, 0}), tensor_view(query.input)));
  EXPECT_EQ(map_of<Labels>(episode.labels[2]), query_labels(query.labels, e.classes));
}

TEST_F(TrainingEpisodes, AreTheSameForTheSameSeedAndNumber) {
  const TrainingEpisodeOptions varied = {
      .annotations = {SupportAnnotation::kDense, SupportAnnotation::kScribble},
      .augmentation = {.flip = true, .colour = 0.4, .scale = 2}};
  EXPECT_TRUE(are_equal(made(7, varied), made(7, varied)));
  auto other = varied;
  other.seed = 99;
  EXPECT_FALSE(are_equal(made(7, varied), made(7, other)));
}

TEST_F(TrainingEpisodes, FlipHalfOfThePictures) {
  int flipped = 0, total = 0;
  for (std::size_t i = 0; i < 20; ++i) {
    const auto as_is = made(i, plain), varied = made(i, {.augmentation = {.flip = true}});
    for (int64_t image = 0; image < as_is.images.size(0); ++image, ++total)
      if (!torch::equal(as_is.images[image], varied.images[image])) {
        EXPECT_TRUE(torch::equal(as_is.images[image], varied.images[image].flip({2})));
        ++flipped;
      }
  }
  EXPECT_GT(flipped, total / 3);
  EXPECT_LT(flipped, total * 2 / 3);
}

TEST_F(TrainingEpisodes, DrawTheKindOfAnnotation) {
  const TrainingEpisodeOptions mixed = {
      .annotations = {SupportAnnotation::kDense, SupportAnnotation::kScribble,
                      SupportAnnotation::kBox},
      .augmentation = {.flip = false}};
  int dense = 0, larger = 0, smaller = 0;
  for (std::size_t i = 0; i < 30; ++i) {
    const auto difference =
        (made(i, mixed).foreground.to(torch::kInt32) - made(i, plain).foreground.to(torch::kInt32))
            .sum()
            .item<int64_t>();
    if (difference == 0) ++dense;
    if (difference > 0) ++larger;   // a box around a disk
    if (difference < 0) ++smaller;  // a stroke in it
  }
  EXPECT_GT(dense, 2);
  EXPECT_GT(larger, 2);
  EXPECT_GT(smaller, 2);
}

TEST_F(TrainingEpisodes, NeverLoseTheObjectFromSight) {
  const TrainingEpisodeOptions zoomed = {.augmentation = {.flip = true, .scale = 4}};
  for (std::size_t i = 0; i < 20; ++i) {
    const auto episode = made(i, zoomed);
    for (int64_t way = 0; way < 2; ++way)
      for (int64_t shot = 0; shot < 2; ++shot)
        EXPECT_GT(episode.foreground[way][shot].sum().item<int64_t>(), 0);
    for (int64_t query = 0; query < 3; ++query)
      EXPECT_TRUE(episode.labels[query]
                      .gt(0)
                      .logical_and(episode.labels[query].ne(kVoid))
                      .any()
                      .item<bool>());
  }
}

TEST_F(TrainingEpisodes, CutSquaresOutOfSupportsAndQueriesAlike) {
  const TrainingEpisodeOptions cropped = {
      .augmentation = {.flip = false, .crop = 1, .crop_least = 1, .crop_most = 1}};
  const auto episode = made(0, cropped);
  // The toys are 48 x 64: a quarter of each square lies beyond the picture.
  const auto seen = [](const torch::Tensor& mask) { return mask.sum().item<int>(); };
  EXPECT_EQ(seen(episode.foreground[0][0] + episode.background[0][0]), kSize * kSize * 3 / 4);
  EXPECT_EQ(seen(episode.labels[0] != kVoid), kSize * kSize * 3 / 4);
  EXPECT_GT(seen(episode.images[0][0].abs() < 0.01), kSize * kSize / 5);  // the mean colour
}

TEST_F(TrainingEpisodes, TellTheBaseClassesOfAllPicturesWhereAskedTo) {
  EXPECT_FALSE(made(0, plain).base_labels.defined());
  auto options = plain;
  options.base_classes = {3, 2};
  const auto episode = made(0, options);
  ASSERT_EQ(episode.base_labels.sizes(), (std::vector<int64_t>{2 * 2 + 3, kSize, kSize}));
  const int id = episode.episode.classes[0];
  const int64_t label = id == 3 ? 1 : id == 2 ? 2 : kVoid;
  EXPECT_TRUE(torch::equal(episode.base_labels[0] == label, episode.foreground[0][0] == 1));
}

TEST_F(TrainingEpisodes, ComeInThePrecisionAskedFor) {
  auto options = plain;
  options.precision = Precision::kBFloat16;
  EXPECT_EQ(made(0, options).images.scalar_type(), torch::kBFloat16);
  EXPECT_TRUE(made(0, options).images.is_contiguous(torch::MemoryFormat::ChannelsLast));
}

}  // namespace
}  // namespace panet
