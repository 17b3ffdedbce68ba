#include "image/shrunk.h"

#include <gtest/gtest.h>

namespace panet {
namespace {

TEST(ShrunkSize, KeepsTheProportions) {
  EXPECT_EQ(shrunk_size({3000, 4000}, 1000), (PictureSize{750, 1000}));
  EXPECT_EQ(shrunk_size({4000, 3000}, 1000), (PictureSize{1000, 750}));
  EXPECT_EQ(shrunk_size({333, 500}, 100), (PictureSize{67, 100}));
}

TEST(ShrunkSize, WhatIsNoLargerStaysAsItIs) {
  EXPECT_EQ(shrunk_size({10, 20}, 20), (PictureSize{10, 20}));
  EXPECT_EQ(shrunk_size({10, 20}, 100), (PictureSize{10, 20}));
}

TEST(ShrunkSize, ALineStaysALine) {
  EXPECT_EQ(shrunk_size({2, 10000}, 100), (PictureSize{1, 100}));
}

TEST(ShrunkPicture, AveragesWhatLiesBelowAPixel) {
  Picture picture(2, 4);
  picture.at(0, 0) = {100, 0, 40};
  picture.at(1, 3) = {0, 200, 0};
  const auto small = shrunk_picture(picture, 2);
  ASSERT_EQ(small.dimensions(), (PictureSize{1, 2}));
  EXPECT_EQ(small.at(0, 0), (Colour{25, 0, 10}));
  EXPECT_EQ(small.at(0, 1), (Colour{0, 50, 0}));
}

}  // namespace
}  // namespace panet
