#include "model/widened_rows.h"

#include <atomic>
#include <numeric>

#include "model/bilinear_position.h"
#include "random_maps.h"
#include "support.h"

namespace panet {
namespace {

// 0, 1, 2, ...
MapStack counted(int64_t maps, PictureSize size) {
  MapStack stack(maps, size);
  std::iota(stack.all().begin(), stack.all().end(), 0.0f);
  return stack;
}

// Each column twice, and how many rows were asked for, of either map.
struct Doubled {
  MapStack maps = counted(2, {10, 3});
  std::atomic<int64_t> widened = 0;
  WidenedRows rows{maps.copy(), 6, [this](std::span<const float> row, std::span<float> wide) {
                     ++widened;
                     for (std::size_t x = 0; x < wide.size(); ++x) wide[x] = row[x / 2];
                   }};
  float first_of(int64_t map, int64_t row) { return maps.at(map, row, 0); }
};

TEST(WidenedRows, AreThoseThatAreRequired) {
  Doubled doubled;
  for (const auto& [first, last] :
       {std::pair{2, 4}, {3, 5}, {3, 7}, {5, 9}, {1, 5}, {8, 10}, {0, 10}, {4, 5}}) {
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
  EXPECT_EQ(doubled.widened, 2 * 10);
}

TEST(WidenedRows, AreNoMoreThanAreRequired) {
  Doubled doubled;
  for (int64_t first = 0; first + 3 <= 10; ++first) doubled.rows.require(first, first + 3);
  EXPECT_EQ(doubled.rows.stride(), 3 * 6);
}

TEST(BilinearWidening, TakesEachColumnFromTheTwoNextToIt) {
  test::Random random(4);
  for (const int64_t width : {1, 5, 29, 300}) {
    const auto row = test::random_map(random, {1, 29});
    std::vector<float> wide(static_cast<std::size_t>(width));
    bilinear_widening(29, width)(row.all(), wide);
    for (int64_t x = 0; x < width; ++x) {
      const auto [first, next, share_of_next] = bilinear_position(x, width, 29);
      EXPECT_NEAR(wide[static_cast<std::size_t>(x)],
                  (1 - share_of_next) * row.at(0, first) + share_of_next * row.at(0, next), 1e-5);
    }
  }
}

}  // namespace
}  // namespace panet
