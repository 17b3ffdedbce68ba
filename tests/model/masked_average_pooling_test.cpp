#include "model/masked_average_pooling.h"

#include <numeric>

#include "base/parallel.h"
#include "image/mask.h"
#include "model/bilinear_position.h"
#include "random_maps.h"
#include "support.h"

namespace panet {
namespace {

using test::max_difference;

// The paper's eq. 1 as it is written: features at the size of the mask.
std::vector<float> pooled_at_mask_size(const Features& features, const Mask& mask) {
  const auto values = test::values_of(features);
  std::vector<double> sums(static_cast<std::size_t>(features.channels()));
  for (int64_t y = 0; y < mask.height(); ++y)
    for (int64_t x = 0; x < mask.width(); ++x) {
      const auto row = bilinear_position(y, mask.height(), features.height());
      const auto column = bilinear_position(x, mask.width(), features.width());
      const auto add = [&](int64_t of_row, int64_t of_column, double share) {
        const auto feature = values.row(of_row * features.width() + of_column);
        for (std::size_t c = 0; c < sums.size(); ++c) sums[c] += share * feature[c];
      };
      if (mask.at(y, x) == 0) continue;
      const double below = row.share_of_next, right = column.share_of_next;
      add(row.first, column.first, (1 - below) * (1 - right));
      add(row.first, column.next, (1 - below) * right);
      add(row.next, column.first, below * (1 - right));
      add(row.next, column.next, below * right);
    }
  std::vector<float> means;
  for (const double sum : sums)
    means.push_back(static_cast<float>(sum / (static_cast<double>(count(mask)) + 1e-5)));
  return means;
}

struct Sizes {
  PictureSize features, mask;
};

class PoolingOfAnySize : public testing::TestWithParam<Sizes> {};

TEST_P(PoolingOfAnySize, EqualsPoolingOfUpsampledFeatures) {
  test::Random random(3);
  for (const auto type : {Features::Type::kFloat32, Features::Type::kBFloat16}) {
    const auto features = test::random_features(random, GetParam().features, 16, type);
    const auto mask = test::random_mask(random, GetParam().mask, 0.3);
    EXPECT_LT(
        max_difference(masked_average_pooling(features, mask), pooled_at_mask_size(features, mask)),
        1e-5);
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, PoolingOfAnySize,
                         testing::Values(Sizes{{53, 53}, {417, 417}}, Sizes{{13, 9}, {97, 65}},
                                         Sizes{{7, 5}, {7, 5}}, Sizes{{1, 1}, {31, 17}},
                                         Sizes{{20, 30}, {10, 9}}, Sizes{{6, 40}, {480, 11}}));

TEST(MaskedAveragePooling, OfASinglePixelIsTheFeatureAtThatPixel) {
  test::Random random(1);
  const auto features = test::random_features(random, {3, 3}, 4);
  Mask mask(3, 3);
  mask.at(1, 2) = 1;
  EXPECT_LT(max_difference(masked_average_pooling(features, mask),
                           test::values_of(features).row(1 * 3 + 2)),
            1e-4);
}

TEST(MaskedAveragePooling, OfAnEmptyMaskIsZero) {
  test::Random random(1);
  const auto pooled =
      masked_average_pooling(test::random_features(random, {3, 3}, 4), Mask(24, 24));
  EXPECT_EQ(pooled, std::vector<float>(4));
}

TEST(MaskedAveragePooling, DoesNotDependOnTheNumberOfThreads) {
  test::Random random(5);
  const auto features = test::random_features(random, {53, 40}, 24);
  const auto mask = test::random_mask(random, {417, 313}, 0.5);
  const auto pooled_with = [&](int threads) {
    set_thread_count(threads);
    return masked_average_pooling(features, mask);
  };
  const int threads = thread_count();
  const auto one = pooled_with(1), three = pooled_with(3);
  set_thread_count(threads);
  EXPECT_EQ(one, three);
}

TEST(TransposedUpsampling, KeepsTheSumOfTheMask) {
  test::Random random(2);
  const auto mask = test::random_mask(random, {417, 313}, 0.5);
  const auto weights = transposed_bilinear_upsampling(mask, {53, 40});
  ASSERT_EQ(weights.dimensions(), (PictureSize{53, 40}));
  const double sum = std::accumulate(weights.all().begin(), weights.all().end(), 0.0);
  EXPECT_NEAR(sum / static_cast<double>(count(mask)), 1, 1e-5);
}

}  // namespace
}  // namespace panet
