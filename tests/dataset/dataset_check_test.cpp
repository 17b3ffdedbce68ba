#include "dataset/dataset_check.h"

#include "dataset/folder_dataset.h"
#include "dataset/voc_dataset.h"
#include "support.h"
#include "toy_dataset.h"
#include "voc_tree.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using test::Tells;
using test::write_file;

struct CheckDataset : testing::Test {
  CheckDataset() {
    voc.add("a", {"0111", "2000"});
    voc.add("b", {"0100", "0000"});
    voc.add("c", {"0110", "xx00"});
    voc.list("val", {"a", "b", "c"});
  }

  // Only the first three classes are in the pictures: the others always lack some.
  DatasetCheck check(std::size_t shots = 0) const {
    return check_dataset(*open_voc_dataset(voc.root, {.keep_broken = true}), {.shots = shots});
  }
  // The problems of pictures come first.
  std::vector<std::string> problems_of_pictures() const {
    auto problems = check().problems;
    std::erase_if(problems, [](const std::string& text) { return text.starts_with("class "); });
    return problems;
  }

  test::TemporaryFolder folder;
  test::VocTree voc = {folder.path()};
};

TEST_F(CheckDataset, MeasuresEachClass) {
  const auto found = check();
  EXPECT_EQ(found.pictures, 3u);
  ASSERT_EQ(found.classes.size(), 20u);
  EXPECT_EQ(found.classes[0].pictures, 3u);
  EXPECT_DOUBLE_EQ(found.classes[0].pixel_share, 6.0 / 24);
  EXPECT_DOUBLE_EQ(found.classes[0].median_area, 2.0 / 8);
  EXPECT_DOUBLE_EQ(found.classes[0].smallest_area, 1.0 / 8);
  EXPECT_EQ(found.classes[1].pictures, 1u);
  EXPECT_EQ(found.classes[2].pictures, 0u);
  EXPECT_EQ(found.classes[2].median_area, 0);
}

TEST_F(CheckDataset, TheMedianOfTwoLiesBetweenThem) {
  voc.list("val", {"a", "b"});
  EXPECT_DOUBLE_EQ(check().classes[0].median_area, 2.0 / 8);
}

TEST_F(CheckDataset, FindsNothingWrongWithGoodPictures) {
  EXPECT_THAT(problems_of_pictures(), testing::IsEmpty());
}

TEST_F(CheckDataset, TellsAllThatIsWrong) {
  write_file(voc.root / "JPEGImages/a.jpg", "no picture");
  voc.add_labels("b", {"01"}, "SegmentationClass");
  fs::remove(voc.root / "SegmentationClass/c.png");
  const auto problems = problems_of_pictures();
  ASSERT_EQ(problems.size(), 3u);
  EXPECT_THAT(problems[0], Tells("a.jpg"));
  EXPECT_THAT(problems[1], Tells("b.png", "2 x 1", "4 x 2"));
  EXPECT_THAT(problems[2], Tells("c.png"));
}

TEST_F(CheckDataset, TellsPicturesThatShowNothingOfTheirClass) {
  test::ToyDataset toys(1, 2);
  PictureLabels labels = {.size = {48, 64}};
  labels.masks[1] = Mask(labels.size);
  toys.add("speck", Picture(48, 64), std::move(labels));
  const auto found = check_dataset(toys, {.shots = 1});
  EXPECT_THAT(found.problems, testing::ElementsAre(Tells("speck: no pixel", "class 1")));
  EXPECT_EQ(found.classes[0].pictures, 2u);
}

TEST_F(CheckDataset, ClassesNeedPicturesForTheShotsAndAQuery) {
  EXPECT_THAT(check(2).problems.front(), Tells("class bicycle", "1 picture", "2 shot", "need 3"));
  EXPECT_THAT(check(3).problems.front(), Tells("class aeroplane", "3 picture", "need 4"));
}

TEST_F(CheckDataset, CountsWhatCanBeRead) {
  write_file(voc.root / "JPEGImages/a.jpg", "no picture");
  const auto found = check();
  EXPECT_EQ(found.classes[0].pictures, 2u);
  EXPECT_DOUBLE_EQ(found.classes[0].pixel_share, 3.0 / 16);
}

TEST_F(CheckDataset, TellsHowFarItIs) {
  std::vector<std::size_t> told;
  check_dataset(*open_voc_dataset(voc.root),
                {.on_progress = [&](std::size_t done, std::size_t) { told.push_back(done); }});
  EXPECT_THAT(told, testing::ElementsAre(1, 2, 3));
}

}  // namespace
}  // namespace panet
