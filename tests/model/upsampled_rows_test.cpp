#include "model/upsampled_rows.h"

#include "model/bilinear_position.h"
#include "random_maps.h"
#include "support.h"

namespace panet {
namespace {

// Bilinear, from the four numbers around the pixel.
double upsampled(const MapStack& logits, PictureSize size, int64_t p, int64_t y, int64_t x) {
  const auto row = bilinear_position(y, size.height, logits.height());
  const auto column = bilinear_position(x, size.width, logits.width());
  const auto of_row = [&](int64_t coarse) {
    const double left = logits.at(p, coarse, column.first);
    return left + column.share_of_next * (logits.at(p, coarse, column.next) - left);
  };
  return of_row(row.first) + row.share_of_next * (of_row(row.next) - of_row(row.first));
}

TEST(UpsampledRows, TogetherAreTheUpsampledLogits) {
  test::Random random(6);
  for (const auto& size : {PictureSize{375, 500}, {20, 9}, {53, 53}, {1, 7}, {1000, 3}}) {
    const auto logits = test::random_stack(random, 3, {53, 40}, -20, 20);  // cosines times alpha
    UpsampledRows rows(logits.copy(), size);
    for (int64_t first = 0; first < size.height; first += 64) {
      const int64_t last = std::min<int64_t>(first + 64, size.height);
      const auto strip = rows.rows(first, last);
      ASSERT_EQ(strip.dimensions(), (PictureSize{last - first, size.width}));
      double largest = 0;
      for (int64_t p = 0; p < 3; ++p)
        for (int64_t y = first; y < last; ++y)
          for (int64_t x = 0; x < size.width; ++x)
            largest = std::max(
                largest, std::abs(strip.at(p, y - first, x) - upsampled(logits, size, p, y, x)));
      EXPECT_LT(largest, 5e-4) << size.height << " x " << size.width;
    }
  }
}

}  // namespace
}  // namespace panet
