#include "train/validation.h"

#include <utility>

#include "maps.h"
#include "panet/base/note.h"
#include "support.h"
#include "toy_dataset.h"

namespace panet {
namespace {

using test::error_of;
using test::Tells;
using test::ToyDataset;

struct Validations : testing::Test {
  Validations() {
    config.model.size = 48;
    config.validate.episodes = 6;
    config.validate.pictures = 1;
    weights = drawn_weights(encoder_graph(options), 1);
  }

  std::optional<ValidationResult> measured(std::size_t stop_after = 100) {
    const Validation validation(config, data, {}, {.cache_bytes = std::size_t{1} << 28});
    return validation.measure(options, weights, alone,
                              [=](std::size_t done) { return done < stop_after; });
  }

  TrainingConfig config;
  ClassPictures data = {.dataset = std::make_unique<ToyDataset>(2, 4), .fold = fold_of_all(2)};
  EncoderOptions options = {.architecture = "resnet50"};
  TensorMap weights;
  Ranks alone;
};

TEST_F(Validations, MeasureTheSameEachTime) {
  const auto first = measured(), second = measured();
  EXPECT_GT(first->mean_iou, 0);
  EXPECT_LT(first->mean_iou, 1);
  EXPECT_GT(first->binary_iou, first->mean_iou / 2);
  EXPECT_EQ(first->mean_iou, second->mean_iou);
  EXPECT_EQ(first->binary_iou, second->binary_iou);
  EXPECT_EQ(first->picture, second->picture);
}

TEST_F(Validations, DrawPicturesOnlyWhereAskedTo) {
  config.validate.pictures = 0;
  EXPECT_TRUE(measured()->picture.empty());
}

TEST_F(Validations, EndEarlyWhereToldTo) {
  EXPECT_FALSE(measured(3).has_value());
}

TEST_F(Validations, LeaveTheWeightsAsTheyAre) {
  const auto before = weights_fingerprint(options, weights);
  measured();
  EXPECT_EQ(weights_fingerprint(options, weights), before);
}

TEST_F(Validations, AreKnownByTheirEpisodes) {
  const auto fingerprint = [this] { return Validation(config, data, {}, {}).fingerprint(); };
  const auto before = fingerprint();
  config.validate.every = 3;
  config.validate.pictures = 0;
  EXPECT_EQ(fingerprint(), before);
  for (auto* changed : {&config.validate.episodes, &config.validate.seed, &config.validate.shots,
                        &config.validate.ways}) {
    const auto was = std::exchange(*changed, 2);
    EXPECT_NE(fingerprint(), before);
    *changed = was;
  }
  data = {.dataset = std::make_unique<ToyDataset>(2, 5), .fold = fold_of_all(2)};
  EXPECT_NE(fingerprint(), before);
}

TEST_F(Validations, LeaveOutPicturesThatShowNothingOfTheirClass) {
  auto dataset = std::make_unique<ToyDataset>(1, 2);
  PictureLabels labels = {.size = {48, 64}};
  labels.masks[1] = Mask(labels.size);
  dataset->add("speck", Picture(48, 64), std::move(labels));
  data = {.dataset = std::move(dataset), .fold = fold_of_all(1)};
  std::vector<std::string> notes;
  const NoteListener listener([&](const std::string& text) { notes.push_back(text); });
  Validation(config, data, {}, {});
  EXPECT_THAT(notes, testing::ElementsAre(Tells("speck: no pixel", "class 1", "left out")));
  config.data.unusable = "stop";
  EXPECT_THAT(error_of([&] { Validation(config, data, {}, {}); }), Tells("speck: no pixel"));
}

TEST_F(Validations, MayHaveOtherShotsThanTraining) {
  const auto one_shot = measured()->mean_iou;
  config.validate.shots = 3;
  EXPECT_NE(measured()->mean_iou, one_shot);
}

}  // namespace
}  // namespace panet
