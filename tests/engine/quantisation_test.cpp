#include "engine/quantisation.h"

#include <algorithm>

#include "support.h"

namespace panet {
namespace {

TEST(Quantisation, TheRangeIsTheGreatestInteger) {
  EXPECT_FLOAT_EQ(signed_scale(2.54f) * 127, 2.54f);
  EXPECT_FLOAT_EQ(unsigned_scale(5.1f) * 255, 5.1f);
}

TEST(Quantisation, EachChannelOfAWeightHasItsOwnScale) {
  constexpr std::size_t kChannel = 2 * 3 * 3;
  std::vector<float> weight(3 * kChannel, 0);
  weight[11] = -1.27f;
  std::fill_n(weight.begin() + kChannel, kChannel, 12.7f);
  const auto scales = channel_scales(weight, 3);
  ASSERT_EQ(scales.size(), 3u);
  EXPECT_FLOAT_EQ(scales[0], 0.01f);
  EXPECT_FLOAT_EQ(scales[1], 0.1f);
  EXPECT_GT(scales[2], 0) << "a channel of zeros can be divided by its scale";
}

}  // namespace
}  // namespace panet
