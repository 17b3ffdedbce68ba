#include "panet/image/map.h"

#include <type_traits>

#include "maps.h"

namespace panet {
namespace {

template <typename From, typename To>
constexpr bool kGoesWhere = std::is_convertible_v<From, To> || std::is_constructible_v<To, From>;

// Both are bytes; the compiler keeps them apart.
static_assert(!kGoesWhere<Mask, Labels> && !kGoesWhere<Labels, Mask>);
static_assert(!kGoesWhere<Mask&, Labels&> && !kGoesWhere<const Labels&, const Mask&>);
static_assert(!kGoesWhere<Map<uint8_t>, Mask> && !kGoesWhere<Map<int32_t>, Instances>);
static_assert(!std::is_copy_constructible_v<Picture> && !std::is_copy_assignable_v<Picture>);
static_assert(std::is_nothrow_move_constructible_v<Picture>);

TEST(Map, HoldsZerosRowAfterRow) {
  Labels map(2, 3);
  map.at(1, 0) = 7;
  EXPECT_EQ(map, test::written<Labels>({{0, 0, 0}, {7, 0, 0}}));
  EXPECT_EQ(&map.all()[3], &map.row(1)[0]);
  EXPECT_EQ(map.dimensions(), (PictureSize{2, 3}));
}

TEST(Map, IsEmptyOnceItWasMovedAway) {
  auto map = Labels::filled({2, 3}, 5);
  const auto moved = std::move(map);
  EXPECT_TRUE(map.empty());  // NOLINT(bugprone-use-after-move): that is what is tested
  EXPECT_EQ(map.dimensions(), PictureSize{});
  EXPECT_EQ(moved.at(1, 2), 5);
}

TEST(Map, ACopyIsItsOwn) {
  const auto map = Labels::filled({2, 2}, 5);
  auto copy = map.copy();
  copy.at(0, 0) = 6;
  EXPECT_EQ(map.at(0, 0), 5);
  EXPECT_NE(map, copy);
}

TEST(Map, OfOtherDimensionsIsAnother) {
  EXPECT_NE(Labels(2, 3), Labels(3, 2));
}

TEST(Mapped, MakesAMapOfAnotherKindValueByValue) {
  const auto labels = test::written<Labels>({{0, 3}, {255, 3}});
  const auto mask = mapped<Mask>(labels, [](uint8_t label) { return label == 3 ? 1 : 0; });
  EXPECT_EQ(mask, test::written<Mask>({{0, 1}, {0, 1}}));
  const auto sum = mapped<Map<int>>(labels, mask, [](int a, int b) { return a + b; });
  EXPECT_EQ(sum, test::written<Map<int>>({{0, 4}, {255, 4}}));
}

}  // namespace
}  // namespace panet
