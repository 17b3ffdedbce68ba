#include "train/loss/masked_average_pooling.h"

#include "support.h"
#include "tensors.h"

namespace panet {
namespace {

using test::max_difference;

// The paper's eq. 1 as it is written: features at the size of the mask.
torch::Tensor pooled_at_mask_size(const torch::Tensor& features, const torch::Tensor& masks) {
  const auto up = at::upsample_bilinear2d(features, {masks.size(1), masks.size(2)}, false);
  const auto weights = masks.to(torch::kFloat32).unsqueeze(1);
  return (up * weights).sum({2, 3}) / (weights.sum({2, 3}) + 1e-5);
}

struct Sizes {
  int64_t feature_height, feature_width, mask_height, mask_width;
};

class PoolingOfAnySize : public testing::TestWithParam<Sizes> {};

TEST_P(PoolingOfAnySize, EqualsPoolingOfUpsampledFeatures) {
  const auto s = GetParam();
  torch::manual_seed(3);
  const auto features = torch::randn({2, 16, s.feature_height, s.feature_width});
  const auto masks = torch::rand({2, s.mask_height, s.mask_width}) < 0.3;
  EXPECT_LT(
      max_difference(masked_average_pooling(features, masks), pooled_at_mask_size(features, masks)),
      1e-5);
}

INSTANTIATE_TEST_SUITE_P(Sizes, PoolingOfAnySize,
                         testing::Values(Sizes{53, 53, 417, 417}, Sizes{13, 9, 97, 65},
                                         Sizes{7, 5, 7, 5}, Sizes{1, 1, 31, 17},
                                         Sizes{20, 30, 10, 9}, Sizes{6, 40, 480, 11}));

TEST(MaskedAveragePooling, OfASinglePixelIsTheFeatureAtThatPixel) {
  const auto features = torch::randn({1, 4, 3, 3});
  auto mask = torch::zeros({1, 3, 3});
  mask[0][1][2] = 1;
  EXPECT_LT(max_difference(masked_average_pooling(features, mask)[0],
                           features[0].select(1, 1).select(1, 2)),
            1e-4);
}

TEST(MaskedAveragePooling, OfAnEmptyMaskIsZero) {
  const auto pooled = masked_average_pooling(torch::randn({1, 4, 3, 3}), torch::zeros({1, 24, 24}));
  EXPECT_EQ(pooled.abs().max().item<float>(), 0);
}

TEST(MaskedAveragePooling, TakesMasksOfAnyTypeAlike) {
  const auto features = torch::randn({1, 4, 5, 5});
  const auto mask = torch::rand({1, 40, 40}) < 0.5;
  const auto expected = masked_average_pooling(features, mask);
  for (const auto type : {torch::kUInt8, torch::kInt64, torch::kFloat64})
    EXPECT_LT(max_difference(masked_average_pooling(features, mask.to(type)), expected), 1e-6);
}

TEST(MaskedAveragePooling, HasTheGradientOfPoolingUpsampledFeatures) {
  torch::manual_seed(4);
  const auto mask = torch::rand({2, 33, 41}) < 0.4;
  const auto direction = torch::randn({2, 8});
  const auto gradient_of = [&](auto pooling) {
    torch::manual_seed(5);
    auto features = torch::randn({2, 8, 5, 6}, torch::requires_grad());
    (pooling(features, mask) * direction).sum().backward();
    return features.grad();
  };
  EXPECT_LT(max_difference(gradient_of(masked_average_pooling), gradient_of(pooled_at_mask_size)),
            1e-6);
}

TEST(TransposedUpsampling, KeepsTheSumOfTheMask) {
  const auto mask = torch::rand({1, 417, 313});
  const auto weights = transposed_bilinear_upsampling(mask, 53, 40);
  EXPECT_NEAR(weights.sum().item<double>() / mask.sum().item<double>(), 1, 1e-5);
}

}  // namespace
}  // namespace panet
