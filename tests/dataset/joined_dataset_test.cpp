#include "dataset/joined_dataset.h"

#include "maps.h"
#include "support.h"
#include "toy_dataset.h"

namespace panet {
namespace {

using test::ToyDataset;

// Two classes of two pictures, then three of one.
JoinedDataset joined() {
  std::vector<JoinedDataset::Part> parts;
  parts.push_back({.name = "voc", .dataset = std::make_unique<ToyDataset>(2, 2)});
  parts.push_back({.name = "things", .dataset = std::make_unique<ToyDataset>(3, 1)});
  return JoinedDataset(std::move(parts));
}

TEST(JoinedDataset, KeepsTheFirstAndAppendsTheOthers) {
  const auto dataset = joined();
  ASSERT_EQ(dataset.classes().size(), 5U);
  EXPECT_EQ(dataset.class_of(2).name, "class 2");
  EXPECT_EQ(dataset.class_of(3).name, "things/class 1");
  EXPECT_THAT(dataset.class_of(1).pictures, testing::ElementsAre(0, 1));
  EXPECT_THAT(dataset.class_of(5).pictures, testing::ElementsAre(6));
  EXPECT_THAT(
      dataset.picture_names(),
      testing::ElementsAre("1-0", "1-1", "2-0", "2-1", "things/1-0", "things/2-0", "things/3-0"));
}

TEST(JoinedDataset, ReadsEachPictureFromItsOwnDataSet) {
  const auto dataset = joined();
  const ToyDataset first(2, 2), second(3, 1);
  EXPECT_EQ(dataset.picture(3), first.picture(3));
  EXPECT_EQ(dataset.picture(4), second.picture(0));
  const auto labels = dataset.labels(6, {48, 64});
  ASSERT_EQ(labels.masks.size(), 1U);
  EXPECT_EQ(labels.masks.at(5), second.labels(2, {48, 64}).masks.at(3));
  EXPECT_EQ(dataset.instances(6, 5, labels), second.instances(2, 3, second.labels(2, {48, 64})));
  EXPECT_FALSE(dataset.scribble(6, 5, {48, 64}).has_value());
}

TEST(JoinedDataset, TellsWhereTheClassesOfAFoldAre) {
  const auto dataset = joined();
  EXPECT_THAT(dataset.fold_here(0, fold_of_all(2)).classes, testing::ElementsAre(0, 1));
  EXPECT_THAT(dataset.fold_here(1, fold_of_all(3)).classes, testing::ElementsAre(2, 3, 4));
}

}  // namespace
}  // namespace panet
