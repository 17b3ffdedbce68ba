#include "panet/data/window.h"

#include "support.h"

namespace panet {
namespace {

torch::Tensor zero() {
  return torch::zeros({}, torch::kUInt8);
}

// 4 x 4 pixels, 0 to 15 row by row.
torch::Tensor map() {
  return torch::arange(16, torch::kUInt8).view({4, 4});
}

TEST(Window, ShowsTheWholeByDefault) {
  EXPECT_TRUE(cut(map(), {}, zero()).equal(map()));
}

TEST(Window, ShowsARectangleInSharesOfTheSides) {
  const Window upper_right = {.x = 0.5, .y = 0, .width = 0.5, .height = 0.25};
  EXPECT_TRUE(cut(map(), upper_right, zero()).equal(torch::tensor({{2, 3}}, torch::kUInt8)));
  // The same of a picture twice as large.
  const auto large = map().repeat_interleave(2, 0).repeat_interleave(2, 1);
  EXPECT_TRUE(cut(large, upper_right, zero())
                  .equal(torch::tensor({{2, 2, 3, 3}, {2, 2, 3, 3}}, torch::kUInt8)));
}

TEST(Window, HasOnePixelAtLeast) {
  EXPECT_TRUE(cut(map(), {.x = 0.5, .y = 0.5, .width = 0.01, .height = 0.01}, zero())
                  .equal(torch::tensor({{10}}, torch::kUInt8)));
}

TEST(Window, IsFilledBeyondThePicture) {
  const Window around = {.x = -0.25, .y = 0.75, .width = 0.75, .height = 0.5};
  EXPECT_TRUE(cut(map(), around, torch::full({}, 99, torch::kUInt8))
                  .equal(torch::tensor({{99, 12, 13}, {99, 99, 99}}, torch::kUInt8)));
  EXPECT_TRUE(cut(map(), {.x = 3, .y = 0, .width = 0.5, .height = 0.25}, zero())
                  .equal(torch::zeros({1, 2}, torch::kUInt8)));
}

TEST(Window, OfAPictureIsFilledWithTheMeanColour) {
  const auto picture = torch::full({2, 2, 3}, 7, torch::kUInt8);
  const auto seen = cut_picture(picture, {.x = 0.5, .width = 1});
  EXPECT_TRUE(seen[0][0].equal(torch::tensor({7, 7, 7}, torch::kUInt8)));
  EXPECT_TRUE(seen[1][1].equal(torch::tensor({124, 116, 104}, torch::kUInt8)));
}

TEST(Window, NobodyLookedBeyondThePicture) {
  PictureLabels labels = {.size = {1, 2}};
  labels.masks[4] = torch::tensor({{0, 1}}, torch::kUInt8);
  labels.void_pixels = torch::tensor({{1, 0}}, torch::kUInt8);
  const auto seen = cut(labels, {.x = 0, .width = 2});
  EXPECT_EQ(seen.size.width, 4);
  EXPECT_TRUE(seen.masks.at(4).equal(torch::tensor({{0, 1, 0, 0}}, torch::kUInt8)));
  EXPECT_TRUE(seen.void_pixels.equal(torch::tensor({{1, 0, 0, 0}}, torch::kUInt8)));
  EXPECT_TRUE(seen.unlabelled.equal(torch::tensor({{0, 0, 1, 1}}, torch::kUInt8)));
  EXPECT_FALSE(cut(labels, {.x = 0.5, .width = 0.5}).unlabelled.defined());
}

}  // namespace
}  // namespace panet
