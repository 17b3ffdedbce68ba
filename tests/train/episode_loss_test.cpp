#include "train/episode_loss.h"

#include "panet/image/void_label.h"
#include "support.h"
#include "tensors.h"
#include "train/loss/cosine_classifier.h"
#include "train/loss/losses.h"
#include "train/network/torch_tensors.h"

namespace panet {
namespace {

constexpr int64_t kSize = 48;

// Every eighth pixel through a matrix: an encoder with few weights.
TorchEncoder tiny_encoder() {
  torch::manual_seed(1);
  const EncoderStep step = {
      .name = "tiny",
      .input = 0,
      .operation = Convolution{.in_channels = 3, .out_channels = 5, .stride = 8}};
  const TorchTensors weights = {{"tiny.weight", torch::randn({5, 3, 1, 1})},
                                {"tiny.bias", torch::zeros({5})}};
  return TorchEncoder(
      {.graph = {.options = {.architecture = "tiny"}, .steps = {step}, .channels = 5},
       .weights = stored(weights)});
}

TrainingEpisode random_episode(int64_t ways, int64_t shots, int64_t queries, uint64_t seed = 2) {
  torch::manual_seed(seed);
  const auto foreground = (torch::rand({ways, shots, kSize, kSize}) < 0.3).to(torch::kUInt8);
  return {.images = torch::randn({ways * shots + queries, 3, kSize, kSize}),
          .foreground = foreground,
          .background = 1 - foreground,
          .labels = torch::randint(0, ways + 1, {queries, kSize, kSize}).to(torch::kUInt8)};
}

LossTerms<torch::Tensor> episode_loss(const TorchEncoder& encoder, const TrainingEpisode& episode,
                                      const EpisodeLossOptions& options = {}) {
  auto terms = panet::episode_loss(encoder, batch_of({episode}), options);
  for (auto* term : terms.all()) *term = (*term)[0];
  return terms;
}

// The paper's Sec. 3.3 written out, with features upsampled to the size of the masks.
torch::Tensor query_loss_as_written(const TorchEncoder& encoder, const TrainingEpisode& episode) {
  const auto features = encoder.forward(episode.images);
  const auto up = at::upsample_bilinear2d(features, {kSize, kSize}, false);
  const auto ways = episode.foreground.size(0), shots = episode.foreground.size(1);
  std::vector<torch::Tensor> classes, backgrounds;
  for (int64_t way = 0; way < ways; ++way) {
    std::vector<torch::Tensor> foreground;
    for (int64_t shot = 0; shot < shots; ++shot) {
      const auto f = up[way * shots + shot];
      const auto mean = [&](const torch::Tensor& mask) {
        return (f * mask.to(torch::kFloat32)).sum({1, 2}) / (mask.sum() + 1e-5);
      };
      foreground.push_back(mean(episode.foreground[way][shot]));
      backgrounds.push_back(mean(episode.background[way][shot]));
    }
    classes.push_back(torch::stack(foreground).mean(0));
  }
  std::vector<torch::Tensor> logits;
  const auto query = features.slice(0, ways * shots);
  const auto similarity = [&](const torch::Tensor& prototype) {
    return torch::cosine_similarity(query, prototype.view({1, -1, 1, 1}), 1, 1e-8) * kAlpha;
  };
  logits.push_back(similarity(torch::stack(backgrounds).mean(0)));
  for (const auto& prototype : classes) logits.push_back(similarity(prototype));
  const auto upsampled = at::upsample_bilinear2d(torch::stack(logits, 1), {kSize, kSize}, false);
  return torch::nll_loss2d(torch::log_softmax(upsampled, 1), episode.labels.to(torch::kLong));
}

TEST(EpisodeLoss, IsThePapersForTheQuery) {
  const auto encoder = tiny_encoder();
  for (const auto& [ways, shots, queries] : {std::tuple(1, 1, 1), std::tuple(2, 3, 2)}) {
    const auto episode = random_episode(ways, shots, queries);
    const auto loss = episode_loss(encoder, episode, {.weights = {.query = 1}});
    EXPECT_NEAR(loss.query.item<float>(), query_loss_as_written(encoder, episode).item<float>(),
                1e-4);
  }
}

TEST(EpisodeLoss, AlignsTheQuerysPrototypesWithTheSupports) {
  const auto encoder = tiny_encoder();
  const auto episode = random_episode(2, 2, 1);
  const auto with = episode_loss(encoder, episode);
  const auto without = episode_loss(encoder, episode, {.weights = {.query = 1}});
  EXPECT_EQ(with.query.item<float>(), without.query.item<float>());
  EXPECT_GT(with.alignment.item<float>(), 0);
  EXPECT_EQ(without.alignment.item<float>(), 0);
  EXPECT_FALSE(without.alignment.requires_grad());
}

TEST(EpisodeLoss, SegmentsPicturesByTheirOwnPrototypesWhereAskedTo) {
  const auto encoder = tiny_encoder();
  auto episode = random_episode(2, 1, 2);
  episode.labels = torch::where(episode.labels == 2, 0, episode.labels);  // no query has way 2
  const auto loss = episode_loss(encoder, episode, {.weights = {.self_support = 1}});
  EXPECT_EQ(loss.query.item<float>(), 0);
  const auto features = encoder.forward(episode.images);
  const auto of_queries =
      self_support_loss(features.slice(0, 2), episode.labels == 1, episode.labels == 0);
  const auto of_supports = self_support_loss(
      features.slice(0, 0, 2), episode.foreground.flatten(0, 1), episode.background.flatten(0, 1));
  EXPECT_NEAR(loss.self_support.item<float>(),
              (of_queries.mean() + 0.2 * of_supports.mean()).item<float>(), 1e-5);
}

TEST(EpisodeLoss, LearnsFromTheSupportsAloneWhereNoQueryHasAPixelOfItsClassLeft) {
  const auto encoder = tiny_encoder();
  const auto weight = encoder.parameters()[0].tensor.set_requires_grad(true);
  auto episode = random_episode(1, 1, 2);
  episode.labels.zero_();
  const auto loss = episode_loss(encoder, episode, {.weights = {.self_support = 1}});
  const auto of_support = self_support_loss(encoder.forward(episode.images).slice(0, 0, 1),
                                            episode.foreground[0], episode.background[0]);
  EXPECT_NEAR(loss.self_support.item<float>(), 0.2 * of_support.item<float>(), 1e-5);
  loss.self_support.backward();
  EXPECT_GT(weight.grad().norm().item<float>(), 0);
}

TEST(EpisodeLoss, TellsBaseClassesApartWhereAskedTo) {
  const auto encoder = tiny_encoder();
  auto episode = random_episode(1, 1, 1);
  episode.base_labels = torch::zeros({2, kSize, kSize}, torch::kUInt8);
  episode.base_labels.slice(2, kSize / 2).fill_(2);
  episode.base_labels[0].fill_(kVoid);
  const auto prototypes = torch::randn({4, 5}).requires_grad_();
  const auto loss =
      episode_loss(encoder, episode, {.weights = {.base = 1}, .base_prototypes = {prototypes}});
  const auto logits = cosine_logits(encoder.forward(episode.images).slice(0, 1), prototypes);
  const auto log_probability = logits.log_softmax(1)[0];
  const int64_t half = logits.size(3) / 2;
  const auto expected =
      (log_probability[0].slice(1, 0, half).mean() + log_probability[2].slice(1, half).mean()) / 2;
  EXPECT_NEAR(loss.base.item<float>(), -expected.item<float>(), 1e-4);
  loss.base.backward();
  EXPECT_GT(prototypes.grad().norm().item<float>(), 0);
}

TEST(EpisodeLoss, IsTheSameForEpisodesTogetherAndAlone) {
  const auto encoder = tiny_encoder();
  std::vector<TrainingEpisode> episodes;
  for (const uint64_t seed : {2, 3, 4}) {
    episodes.push_back(random_episode(2, 2, 2, seed));
    episodes.back().base_labels = torch::randint(0, 3, {6, kSize, kSize}).to(torch::kUInt8);
  }
  episodes[1].fold = 1;
  const EpisodeLossOptions options = {
      .weights = {.query = 1, .alignment = 1, .self_support = 1, .base = 1},
      .base_prototypes = {torch::randn({3, 5}), torch::randn({4, 5})}};
  const auto together = panet::episode_loss(encoder, batch_of(episodes), options);
  for (std::size_t i = 0; i < episodes.size(); ++i) {
    const auto alone = episode_loss(encoder, episodes[i], options);
    for (std::size_t term = 0; term < alone.all().size(); ++term)
      EXPECT_NEAR((*together.all()[term])[static_cast<int64_t>(i)].item<double>(),
                  alone.all()[term]->item<double>(), 1e-4)
          << *kLossNames.all()[term];
  }
}

TEST(EpisodeLoss, TeachesWeightsInFloat32WhateverThePrecision) {
  const auto encoder = tiny_encoder();
  auto episode = random_episode(1, 1, 1);
  const auto weight = encoder.parameters()[0].tensor.set_requires_grad(true);
  const auto gradient = [&] {
    weight.mutable_grad().reset();
    const auto loss = episode_loss(encoder, episode);
    EXPECT_EQ(loss.query.scalar_type(), torch::kFloat32);
    (loss.query + loss.alignment).backward();
    return weight.grad().clone();
  };
  const auto exact = gradient();
  episode.images = episode.images.to(torch::kBFloat16);
  const auto rounded = gradient();
  EXPECT_EQ(rounded.scalar_type(), torch::kFloat32);
  EXPECT_LT(test::max_difference(exact, rounded), 0.1 * exact.abs().max().item<double>());
}

}  // namespace
}  // namespace panet
