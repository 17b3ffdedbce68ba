#include "dataset/prepared_picture.h"

#include <numeric>

#include "image/nearest.h"
#include "maps.h"
#include "panet/image/network_input.h"
#include "support.h"
#include "toy_dataset.h"

namespace panet {
namespace {

using test::written;

// The part of a map from the column `first` on.
template <typename Any>
Any columns_from(const Any& map, int64_t first) {
  Any part(map.height(), map.width() - first);
  for (int64_t y = 0; y < part.height(); ++y)
    std::ranges::copy(map.row(y).subspan(static_cast<std::size_t>(first)), part.row(y).begin());
  return part;
}

TEST(ResizedToNearest, TakesThePixelBelowTheMiddle) {
  const auto row = written<Labels>({{0, 1, 2, 3, 4, 5, 6}});
  // Middles of three pixels over seven: 7/6, 21/6, 35/6.
  EXPECT_EQ(resized_to_nearest(row, {1, 3}), written<Labels>({{1, 3, 5}}));
  // Middles of four pixels over two: 1/4, 3/4, 5/4, 7/4.
  EXPECT_EQ(resized_to_nearest(written<Labels>({{3, 9}}), {2, 4}),
            written<Labels>({{3, 3, 9, 9}, {3, 3, 9, 9}}));
}

TEST(ResizedToNearest, LeavesAMapOfThatSizeAlone) {
  Instances map(31, 17);
  std::iota(map.all().begin(), map.all().end(), 0);
  EXPECT_EQ(resized_to_nearest(map, {31, 17}), map);
}

TEST(PreparedPicture, HoldsInputAndLabelsOfOneSize) {
  const test::ToyDataset dataset(2, 2, {30, 50});
  const auto prepared = prepare_picture(dataset, 3, 24);
  EXPECT_EQ(prepared.index, 3u);
  EXPECT_EQ(prepared.size.width, 50);
  EXPECT_EQ(prepared.input, network_input(dataset.picture(3), 24));
  EXPECT_EQ(prepared.labels.size.height, 24);
  ASSERT_EQ(prepared.labels.masks.size(), 1u);
  EXPECT_EQ(prepared.labels.masks.at(2),
            resized_to_nearest(dataset.labels(3, {30, 50}).masks.at(2), {24, 24}));
}

TEST(PreparedPicture, ShowsAWindowOfAPicture) {
  const test::ToyDataset dataset(1, 1, {30, 50});
  const Window right = {.x = 0.5, .y = 0, .width = 0.5, .height = 1};
  const auto seen = prepared(decoded_picture(dataset, 0), 24, right);
  EXPECT_TRUE(seen.window == right);
  EXPECT_EQ(seen.input, network_input(columns_from(dataset.picture(0), 25), 24));
  const auto labels = dataset.labels(0, {30, 50});
  EXPECT_EQ(seen.labels.masks.at(1),
            resized_to_nearest(columns_from(labels.masks.at(1), 25), {24, 24}));
}

TEST(DecodedPicture, IsShrunkToTheShorterSideToKeep) {
  const test::ToyDataset dataset(1, 1, {30, 50});
  EXPECT_EQ(decoded_picture(dataset, 0, 30).content.picture, dataset.picture(0));
  const auto small = decoded_picture(dataset, 0, 15);
  EXPECT_EQ(small.size.width, 50);
  EXPECT_EQ(small.content.picture.dimensions(), (PictureSize{15, 25}));
  EXPECT_EQ(small.content.labels.masks.at(1).dimensions(), (PictureSize{15, 25}));
  EXPECT_EQ(small.bytes(), 15U * 25 * 4);
  // The middle of the disk, and a corner.
  EXPECT_EQ(small.content.picture.at(9, 7), dataset.picture(0).at(18, 15));
  EXPECT_EQ(small.content.picture.at(0, 24), dataset.picture(0).at(0, 49));
}

}  // namespace
}  // namespace panet
