#include "train/loss/cosine_classifier.h"

#include "support.h"
#include "tensors.h"

namespace panet {
namespace {

using test::max_difference;

TEST(CosineLogits, AreTheScaledCosineOfTheAngle) {
  const auto features = torch::tensor({3.0, 4.0}).reshape({1, 2, 1, 1}).to(torch::kFloat32);
  const auto prototypes =
      torch::tensor({{6.0, 8.0}, {-3.0, -4.0}, {4.0, -3.0}}).to(torch::kFloat32);
  const auto logits = cosine_logits(features, prototypes).flatten();
  EXPECT_LT(max_difference(logits, torch::tensor({20.0, -20.0, 0.0})), 1e-5);
}

TEST(CosineLogits, EqualLibTorchsCosineSimilarity) {
  torch::manual_seed(2);
  const auto features = torch::randn({2, 16, 7, 5}).contiguous(torch::MemoryFormat::ChannelsLast);
  const auto prototypes = torch::randn({3, 16});
  const auto logits = cosine_logits(features, prototypes);
  for (int64_t p = 0; p < 3; ++p) {
    const auto expected =
        torch::cosine_similarity(features, prototypes[p].reshape({1, 16, 1, 1}), 1) * kAlpha;
    EXPECT_LT(max_difference(logits.select(1, p), expected), 1e-4);
  }
}

TEST(CosineLogits, OfAZeroFeatureOrPrototypeAreZeroAndDifferentiable) {
  const auto features = torch::zeros({1, 4, 2, 2}, torch::requires_grad());
  const auto prototypes = torch::zeros({2, 4}, torch::requires_grad());
  const auto logits = cosine_logits(features, prototypes);
  logits.sum().backward();
  EXPECT_EQ(logits.abs().max().item<float>(), 0);
  EXPECT_TRUE(features.grad().isfinite().all().item<bool>());
  EXPECT_TRUE(prototypes.grad().isfinite().all().item<bool>());
}

TEST(CosineLogits, AreFloat32WhateverThePrecisionOfTheFeatures) {
  const auto logits =
      cosine_logits(torch::randn({1, 4, 2, 2}).to(torch::kBFloat16), torch::randn({2, 4}));
  EXPECT_EQ(logits.scalar_type(), torch::kFloat32);
}

TEST(UpsampleLogits, AreBilinearWithoutAlignedCorners) {
  const auto logits = torch::tensor({0.0f, 1.0f}).reshape({1, 1, 1, 2});
  const auto up = upsample_logits(logits, 1, 4).flatten();
  EXPECT_LT(max_difference(up, torch::tensor({0.0, 0.25, 0.75, 1.0})), 1e-6);
}

}  // namespace
}  // namespace panet
