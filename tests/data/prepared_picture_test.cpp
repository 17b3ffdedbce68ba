#include "panet/data/prepared_picture.h"

#include "panet/image/network_input.h"
#include "support.h"
#include "toy_dataset.h"

namespace panet {
namespace {

TEST(ResizedToNearest, TakesThePixelBelowTheMiddle) {
  const auto row = torch::arange(7, torch::kUInt8).unsqueeze(0);
  // Middles of three pixels over seven: 7/6, 21/6, 35/6.
  EXPECT_TRUE(resized_to_nearest(row, {1, 3}).equal(torch::tensor({{1, 3, 5}}, torch::kUInt8)));
  // Middles of four pixels over two: 1/4, 3/4, 5/4, 7/4.
  EXPECT_TRUE(resized_to_nearest(torch::tensor({{3, 9}}, torch::kUInt8), {2, 4})
                  .equal(torch::tensor({{3, 3, 9, 9}, {3, 3, 9, 9}}, torch::kUInt8)));
}

TEST(ResizedToNearest, LeavesAMapOfThatSizeAlone) {
  torch::manual_seed(1);
  const auto map = torch::randint(0, 255, {31, 17}, torch::kInt32);
  EXPECT_TRUE(resized_to_nearest(map, {31, 17}).equal(map));
}

TEST(PreparedPicture, HoldsInputAndLabelsOfOneSize) {
  const test::ToyDataset dataset(2, 2, {30, 50});
  const auto prepared = prepare_picture(dataset, 3, 24);
  EXPECT_EQ(prepared.index, 3u);
  EXPECT_EQ(prepared.size.width, 50);
  EXPECT_TRUE(prepared.input.equal(network_input(dataset.picture(3), 24)));
  EXPECT_EQ(prepared.labels.size.height, 24);
  ASSERT_EQ(prepared.labels.masks.size(), 1u);
  EXPECT_TRUE(prepared.labels.masks.at(2).equal(
      resized_to_nearest(dataset.labels(3, {30, 50}).masks.at(2), {24, 24})));
}

TEST(PreparedPicture, ShowsAWindowOfAPicture) {
  const test::ToyDataset dataset(1, 1, {30, 50});
  const Window right = {.x = 0.5, .y = 0, .width = 0.5, .height = 1};
  const auto seen = prepared(decoded_picture(dataset, 0), 24, right);
  EXPECT_TRUE(seen.window == right);
  EXPECT_TRUE(seen.input.equal(network_input(dataset.picture(0).slice(1, 25).contiguous(), 24)));
  EXPECT_TRUE(seen.labels.masks.at(1).equal(
      resized_to_nearest(dataset.labels(0, {30, 50}).masks.at(1).slice(1, 25), {24, 24})));
}

TEST(DecodedPicture, IsShrunkToTheShorterSideToKeep) {
  const test::ToyDataset dataset(1, 1, {30, 50});
  EXPECT_TRUE(decoded_picture(dataset, 0, 30).content.picture.equal(dataset.picture(0)));
  const auto small = decoded_picture(dataset, 0, 15);
  EXPECT_EQ(small.size.width, 50);
  EXPECT_EQ(small.content.picture.sizes(), (std::vector<int64_t>{15, 25, 3}));
  EXPECT_EQ(small.content.labels.masks.at(1).sizes(), (std::vector<int64_t>{15, 25}));
  EXPECT_EQ(small.bytes(), 15U * 25 * 4);
  // The middle of the disk, and a corner.
  EXPECT_TRUE(small.content.picture[9][7].equal(dataset.picture(0)[18][15]));
  EXPECT_TRUE(small.content.picture[0][24].equal(dataset.picture(0)[0][49]));
}

}  // namespace
}  // namespace panet
