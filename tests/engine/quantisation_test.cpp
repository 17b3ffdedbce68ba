#include "engine/quantisation.h"

#include "support.h"

namespace panet {
namespace {

TEST(Quantisation, TheRangeIsTheGreatestInteger) {
  EXPECT_FLOAT_EQ(signed_scale(2.54f) * 127, 2.54f);
  EXPECT_FLOAT_EQ(unsigned_scale(5.1f) * 255, 5.1f);
}

TEST(Quantisation, EachChannelOfAWeightHasItsOwnScale) {
  auto weight = torch::zeros({3, 2, 3, 3});
  weight[0][1][0][2] = -1.27;
  weight[1].fill_(12.7);
  const auto scales = channel_scales(weight);
  ASSERT_EQ(scales.size(), 3u);
  EXPECT_FLOAT_EQ(scales[0], 0.01f);
  EXPECT_FLOAT_EQ(scales[1], 0.1f);
  EXPECT_GT(scales[2], 0) << "a channel of zeros can be divided by its scale";
}

}  // namespace
}  // namespace panet
