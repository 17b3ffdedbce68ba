#include "panet/dataset/dataset.h"

#include "maps.h"
#include "panet/base/error.h"
#include "support.h"
#include "toy_dataset.h"

namespace panet {
namespace {

using testing::ElementsAre;

void ignore(std::size_t, std::size_t) {}

// 10 x 10 pixels, of which class 1 covers the first so many rows.
PictureLabels rows_of(int64_t rows) {
  PictureLabels labels = {.size = {10, 10}};
  auto& mask = labels.masks[1] = Mask(labels.size);
  std::ranges::fill(mask.all().first(static_cast<std::size_t>(10 * rows)), uint8_t{1});
  return labels;
}

// Pictures of one class, of which it covers 1, 3 and 5 rows in 10.
struct SmallAndLarge : test::ToyDataset {
  SmallAndLarge() : ToyDataset(1, 0) {
    for (const int rows : {1, 3, 5}) add("picture", Picture(10, 10), rows_of(rows));
  }
};

std::vector<std::size_t> left_of(const LeastArea& least) {
  SmallAndLarge dataset;
  dataset.leave_out_small(least, ignore);
  EXPECT_EQ(dataset.least_area(), least);
  return dataset.class_of(1).pictures;
}

TEST(Dataset, LeavesOutPicturesInWhichAClassIsSmallerThanItsShareOrNumberOfPixels) {
  EXPECT_THAT(left_of({}), ElementsAre(0, 1, 2));
  EXPECT_THAT(left_of({.share = 0.3}), ElementsAre(1, 2));
  EXPECT_THAT(left_of({.pixels = 30}), ElementsAre(1, 2));
  EXPECT_THAT(left_of({.pixels = 31}), ElementsAre(2));
  EXPECT_THAT(left_of({.share = 0.1, .pixels = 31}), ElementsAre(2));
  EXPECT_THAT(left_of({.share = 0.4, .pixels = 1}), ElementsAre(2));
}

TEST(Dataset, KeepsPicturesWhoseAreasCannotBeTold) {
  struct Broken : SmallAndLarge {
    Picture picture(std::size_t index) const override {
      return index == 0 ? throw Error("broken") : SmallAndLarge::picture(index);
    }
  } dataset;
  dataset.leave_out_small({.pixels = 50}, ignore);
  EXPECT_THAT(dataset.class_of(1).pictures, ElementsAre(0, 2));
}

TEST(Dataset, TellsTheAreasOfItsLabels) {
  const auto areas = SmallAndLarge().areas(1);
  EXPECT_EQ(areas.picture, 100);
  EXPECT_EQ(areas.classes, (std::map<int, int64_t>{{1, 30}}));
}

TEST(PictureLabels, AreCopiedWithAllTheirMasks) {
  auto labels = rows_of(2);
  labels.void_pixels = test::written<Mask>({{1, 0}});
  labels.unlabelled = test::written<Mask>({{0, 1}});
  const auto copied = labels.copy();
  labels.masks.at(1).at(0, 0) = 0;
  EXPECT_EQ(copied.size, labels.size);
  EXPECT_EQ(copied.masks, rows_of(2).masks);
  EXPECT_EQ(copied.void_pixels, labels.void_pixels);
  EXPECT_EQ(copied.unlabelled, labels.unlabelled);
}

}  // namespace
}  // namespace panet
