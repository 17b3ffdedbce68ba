#include "train/loss/losses.h"

#include "support.h"
#include "tensors.h"
#include "train/loss/cosine_classifier.h"

namespace panet {
namespace {

using test::max_difference;

TEST(SegmentationLoss, AveragesOverThePixelsThatAreNotVoid) {
  const auto logits =
      torch::tensor({{{{2.0f, -1.0f, 5.0f}}, {{0.0f, 3.0f, 9.0f}}}});  // 1 x 2 x 1 x 3
  const auto labels = torch::tensor({0, 1, 255}, torch::kUInt8).reshape({1, 1, 3});
  const double expected = (std::log(1 + std::exp(-2.0)) + std::log(1 + std::exp(-4.0))) / 2;
  const auto all_void = torch::full_like(labels, 255);
  const auto losses =
      segmentation_loss(torch::stack({logits, logits}), torch::stack({labels, all_void}));
  EXPECT_NEAR(losses[0].item<double>(), expected, 1e-6);
  EXPECT_EQ(losses[1].item<double>(), 0);
}

struct Episode {
  SupportSet support;
  torch::Tensor query_features, query_logits;
};

Episode random_episode(int64_t ways, int64_t shots) {
  torch::manual_seed(11);
  const auto foreground = torch::rand({ways, shots, 24, 16}) < 0.3;
  Episode episode;
  episode.support = {
      .features = torch::randn({ways, shots, 5, 4, 3}),
      .foreground = foreground,
      .background = foreground.logical_not().logical_and(torch::rand({ways, shots, 24, 16}) < 0.8)};
  episode.query_features = torch::randn({2, 5, 4, 3});
  episode.query_logits = cosine_logits(episode.query_features, torch::randn({1 + ways, 5}));
  return episode;
}

torch::Tensor alignment_loss(const Episode& e) {
  const SupportSet support = {.features = e.support.features.unsqueeze(0),
                              .foreground = e.support.foreground.unsqueeze(0),
                              .background = e.support.background.unsqueeze(0)};
  return prototype_alignment_loss(e.query_features.unsqueeze(0), e.query_logits.unsqueeze(0),
                                  support)[0];
}

// Eq. 6 to 8, one way and one shot at a time.
double alignment_loss_by_hand(const Episode& e) {
  const int64_t ways = e.support.features.size(0), shots = e.support.features.size(1);
  const auto predicted = e.query_logits.argmax(1);  // N x h x w
  const auto mean_feature_of = [&](int64_t label) {
    const auto member = (predicted == label).to(torch::kFloat32).unsqueeze(1);
    return (e.query_features * member).sum({0, 2, 3}) / (member.sum() + 1e-5);
  };
  double loss = 0;
  for (int64_t way = 0; way < ways; ++way) {
    if (!(predicted == 1 + way).any().item<bool>()) continue;
    const auto prototypes = torch::stack({mean_feature_of(0), mean_feature_of(1 + way)});
    for (int64_t shot = 0; shot < shots; ++shot) {
      const auto logits = upsample_logits(
          cosine_logits(e.support.features[way].slice(0, shot, shot + 1), prototypes), 24, 16);
      const auto log_probability = logits.log_softmax(1)[0];
      const auto foreground = e.support.foreground[way][shot],
                 background = e.support.background[way][shot];
      const auto sum =
          (log_probability[1] * foreground).sum() + (log_probability[0] * background).sum();
      loss -= (sum / (foreground.sum() + background.sum())).item<double>();
    }
  }
  return loss / static_cast<double>(ways * shots);
}

TEST(PrototypeAlignmentLoss, SegmentsTheSupportBack) {
  for (const auto& [ways, shots] : {std::pair<int64_t, int64_t>{1, 1}, {1, 5}, {2, 3}}) {
    const auto e = random_episode(ways, shots);
    const auto loss = alignment_loss(e);
    EXPECT_NEAR(loss.item<double>(), alignment_loss_by_hand(e), 1e-4);
  }
}

TEST(PrototypeAlignmentLoss, SkipsAWayThatIsPredictedNowhereButStillAveragesOverAll) {
  auto e = random_episode(2, 2);
  e.query_logits.select(1, 2).fill_(-20);
  const auto loss = alignment_loss(e);
  EXPECT_NEAR(loss.item<double>(), alignment_loss_by_hand(e), 1e-4);
  EXPECT_GT(loss.item<double>(), 0);
}

TEST(PrototypeAlignmentLoss, IsZeroWhereOnlyBackgroundIsPredicted) {
  auto e = random_episode(1, 1);
  e.query_logits.select(1, 0).fill_(20);
  e.query_logits.select(1, 1).fill_(-20);
  EXPECT_EQ(alignment_loss(e).item<double>(), 0);
}

TEST(PrototypeAlignmentLoss, ReachesTheFeaturesOfSupportAndQuery) {
  auto e = random_episode(1, 2);
  e.query_features.requires_grad_();
  e.support.features.requires_grad_();
  alignment_loss(e).backward();
  EXPECT_GT(e.query_features.grad().norm().item<double>(), 0);
  EXPECT_GT(e.support.features.grad().norm().item<double>(), 0);
}

// --- Self-support

TEST(SelfSupportLoss, SegmentsEachPictureByItsOwnPrototypes) {
  torch::manual_seed(5);
  const auto features = torch::randn({2, 4, 3, 3});
  const auto foreground = torch::rand({2, 12, 12}) < 0.4;
  const auto background = foreground.logical_not().logical_and(torch::rand({2, 12, 12}) < 0.7);
  double expected = 0;
  const auto up = at::upsample_bilinear2d(features, {12, 12}, false);
  for (int64_t i = 0; i < 2; ++i) {
    const auto mean = [&](const torch::Tensor& mask) {
      return (up[i] * mask).sum({1, 2}) / (mask.sum() + 1e-5);
    };
    const auto prototypes = torch::stack({mean(background[i]), mean(foreground[i])});
    const auto logits =
        upsample_logits(cosine_logits(features.slice(0, i, i + 1), prototypes), 12, 12);
    const auto log_probability = logits.log_softmax(1)[0];
    const auto sum =
        (log_probability[1] * foreground[i]).sum() + (log_probability[0] * background[i]).sum();
    expected -= (sum / (foreground[i].sum() + background[i].sum())).item<double>() / 2;
  }
  EXPECT_NEAR(self_support_loss(features, foreground, background).mean().item<double>(), expected,
              1e-4);
}

TEST(SelfSupportLoss, IsZeroForPicturesThatLackOneOfBoth) {
  torch::manual_seed(5);
  const auto features = torch::randn({2, 4, 3, 3});
  auto foreground = torch::rand({2, 12, 12}) < 0.4;
  foreground[1].zero_();
  const auto losses = self_support_loss(features, foreground, foreground.logical_not());
  EXPECT_GT(losses[0].item<double>(), 0);
  EXPECT_EQ(losses[1].item<double>(), 0);
}

}  // namespace
}  // namespace panet
