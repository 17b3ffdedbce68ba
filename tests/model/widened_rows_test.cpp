#include "panet/model/widened_rows.h"

#include "support.h"

namespace panet {
namespace {

// Each column twice, and how many rows were asked for.
struct Doubled {
  torch::Tensor maps = torch::arange(2 * 10 * 3).view({2, 10, 3}).to(torch::kFloat32);
  int64_t widened = 0;
  WidenedRows rows{maps, [this](const torch::Tensor& some) {
                     widened += some.size(1);
                     return some.repeat_interleave(2, 2);
                   }};
  float first_of(int64_t map, int64_t row) { return maps[map][row][0].item<float>(); }
};

TEST(WidenedRows, AreThoseThatAreRequired) {
  Doubled doubled;
  for (const auto& [first, last] : {std::pair{2, 4}, {3, 7}, {1, 5}, {8, 10}, {0, 10}, {4, 5}}) {
    doubled.rows.require(first, last);
    for (int64_t map = 0; map < 2; ++map)
      for (int64_t row = first; row < last; ++row) {
        const float* const values = doubled.rows.row(map, row);
        EXPECT_EQ(values[0], doubled.first_of(map, row));
        EXPECT_EQ(values[1], doubled.first_of(map, row));
        EXPECT_EQ(values[5], doubled.first_of(map, row) + 2);
      }
    EXPECT_EQ(doubled.rows.row(0, first) + doubled.rows.stride(), doubled.rows.row(1, first));
  }
}

TEST(WidenedRows, AskedForInTheirOrderAreEachWidenedOnce) {
  Doubled doubled;
  for (int64_t first = 0; first + 3 <= 10; ++first) doubled.rows.require(first, first + 3);
  EXPECT_EQ(doubled.widened, 10);
}

TEST(WidenedRows, AreNoMoreThanAreRequired) {
  Doubled doubled;
  for (int64_t first = 0; first + 3 <= 10; ++first) doubled.rows.require(first, first + 3);
  EXPECT_EQ(doubled.rows.stride(), 3 * 6);
}

}  // namespace
}  // namespace panet
