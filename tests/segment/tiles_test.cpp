#include "segment/tiles.h"

#include "image/mask.h"
#include "maps.h"
#include "support.h"

namespace panet {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Tiles, AreANthOfTheLongerSideAndOverlapByAQuarterAtLeast) {
  const auto tiles = tiles_of({3000, 4000}, 2, 417);
  EXPECT_THAT(tiles, ElementsAre(TilePlace{0, 0, 2000}, TilePlace{0, 1000, 2000},
                                 TilePlace{0, 2000, 2000}, TilePlace{1000, 0, 2000},
                                 TilePlace{1000, 1000, 2000}, TilePlace{1000, 2000, 2000}));
}

TEST(Tiles, CoverThePictureFromEdgeToEdge) {
  for (const PictureSize size : {PictureSize{3000, 4000}, {4001, 2999}, {500, 9000}, {421, 430}})
    for (const int64_t closer : {2, 3, 7}) {
      const auto tiles = tiles_of(size, closer, 100);
      Mask covered(size);
      for (const auto& tile : tiles)
        for (int64_t y = tile.top; y < tile.top + tile.side; ++y)
          std::ranges::fill(covered.row(y).subspan(static_cast<std::size_t>(tile.left),
                                                   static_cast<std::size_t>(tile.side)),
                            uint8_t{1});
      EXPECT_TRUE(all(covered)) << size.height << " x " << size.width;
    }
}

TEST(Tiles, AreNoSmallerThanTheEncodersInput) {
  const auto tiles = tiles_of({600, 800}, 4, 417);
  ASSERT_FALSE(tiles.empty());
  EXPECT_EQ(tiles.front().side, 417);
}

TEST(Tiles, AreNoLargerThanThePicture) {
  const auto tiles = tiles_of({500, 2000}, 2, 417);
  ASSERT_FALSE(tiles.empty());
  EXPECT_EQ(tiles.front().side, 500);
}

TEST(Tiles, AreNoneWhereTheyWouldShowNoMoreThanTheWhole) {
  EXPECT_THAT(tiles_of({375, 500}, 3, 417), IsEmpty()) << "the encoder sees all there is";
  EXPECT_THAT(tiles_of({3000, 4000}, 1, 417), IsEmpty());
}

TEST(Tiles, ShowTheirPartOfThePicture) {
  const auto picture = test::noise<Picture>(9, 12);
  const auto part = copy_of(part_of(picture, {.top = 2, .left = 5, .side = 4}));
  ASSERT_EQ(part.dimensions(), (PictureSize{4, 4}));
  for (int64_t y = 0; y < 4; ++y)
    for (int64_t x = 0; x < 4; ++x) EXPECT_EQ(part.at(y, x), picture.at(2 + y, 5 + x));
}

}  // namespace
}  // namespace panet
