#include "panet/data/folder_dataset.h"

#include "drawing.h"
#include "labelme_json.h"
#include "panet/image/encode.h"
#include "support.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using test::drawn;
using test::error_of;
using test::labelme_shape;
using test::labels_of;
using test::Tells;
using test::write_file;
using testing::ElementsAre;
using testing::IsEmpty;

struct FolderDataset : testing::Test {
  void add_picture(const std::string& name, PictureSize size) const {
    fs::create_directories((folder / name).parent_path());
    encode_picture(folder / name, torch::full({size.height, size.width, 3}, 90, torch::kUInt8));
  }
  void add_masked(const std::string& stem, const test::Drawing& mask) const {
    add_picture(stem + ".jpg", test::size_of(mask));
    test::write_grey_png(folder / (stem + ".png"), mask);
  }
  // A picture of 4 x 2 pixels with labelme's shapes.
  void add_labelme(const std::string& stem, const std::vector<nlohmann::json>& shapes) const {
    add_picture(stem + ".jpg", {2, 4});
    write_file(folder / (stem + ".json"), test::labelme_file(4, 2, shapes).dump());
  }

  std::unique_ptr<Dataset> open(const DatasetOptions& options = {}) const {
    return open_folder_dataset(folder.path(), options);
  }
  std::string error(const DatasetOptions& options = {}) const {
    return error_of([&] { open(options); });
  }

  test::TemporaryFolder folder;
};

PictureLabels labels_in(const Dataset& dataset, std::size_t index) {
  return read_labelled_picture(dataset, index).labels;
}

TEST_F(FolderDataset, NumbersTheClassesInTheOrderOfTheirNames) {
  add_masked("cat10/1", {"01"});
  add_masked("cat2/2", {"01"});
  add_masked("cat2/10", {"01"});
  const auto dataset = open();
  ASSERT_EQ(dataset->classes().size(), 2u);
  EXPECT_EQ(dataset->class_of(1).name, "cat2");
  EXPECT_EQ(dataset->class_of(2).name, "cat10");
  EXPECT_THAT(dataset->picture_names(), ElementsAre("cat2/2", "cat2/10", "cat10/1"));
  EXPECT_THAT(dataset->class_of(1).pictures, ElementsAre(0, 1));
  EXPECT_THAT(dataset->class_of(2).pictures, ElementsAre(2));
}

TEST_F(FolderDataset, AMaskTellsClassAndBackground) {
  add_masked("cat/1", {"012x"});
  const auto dataset = open();
  const auto labels = labels_in(*dataset, 0);
  EXPECT_TRUE(torch::equal(labels.masks.at(1), labels_of({"0111"})));
  EXPECT_FALSE(labels.void_pixels.defined());
  EXPECT_FALSE(labels.unlabelled.defined());
  EXPECT_FALSE(dataset->scribble(0, 1, {1, 4}).has_value());
}

TEST_F(FolderDataset, TheLabelOfAClassMayBeSaid) {
  add_masked("cat/1", {"012x"});
  const auto dataset = open({.labels = {.by_class = {{"cat", 2}}}});
  EXPECT_TRUE(torch::equal(labels_in(*dataset, 0).masks.at(1), labels_of({"0010"})));
}

TEST_F(FolderDataset, WhatScribblesLeaveOpenIsUnlabelled) {
  add_picture("cat/1.jpg", {1, 4});
  test::write_rgba_png(folder / "cat/1.scribble.png", {"g..r"});
  const auto dataset = open();
  const auto labels = labels_in(*dataset, 0);
  EXPECT_TRUE(torch::equal(labels.masks.at(1), labels_of({"1000"})));
  EXPECT_TRUE(torch::equal(labels.unlabelled, labels_of({"0110"})));
  const auto scribble = dataset->scribble(0, 1, {1, 4});
  ASSERT_TRUE(scribble.has_value());
  EXPECT_THAT(drawn(*scribble), ElementsAre("F..b"));
}

TEST_F(FolderDataset, InstancesAreConnectedComponents) {
  add_masked("cat/1", {"10100"});
  const auto dataset = open();
  EXPECT_EQ(dataset->instances(0, 1, labels_in(*dataset, 0)).max().item<int>(), 2);
}

TEST_F(FolderDataset, AClassListChoosesAmongTheFolders) {
  for (const std::string name : {"ant", "bee", "cat"}) add_masked(name + "/1", {"01"});
  write_file(folder / "list.txt", "cat\r\nant\r\n");
  const auto dataset = open({.class_list = folder / "list.txt"});
  ASSERT_EQ(dataset->classes().size(), 2u);
  EXPECT_EQ(dataset->class_of(2).name, "cat");
  write_file(folder / "list.txt", "cat\ndog\n");
  EXPECT_THAT(error({.class_list = folder / "list.txt"}), Tells("dog"));
  EXPECT_THAT(error({.class_list = folder / "nowhere.txt"}), Tells("nowhere.txt"));
}

TEST_F(FolderDataset, AnAnnotationOfAnotherSizeIsToldWhenItIsRead) {
  add_masked("cat/1", {"01"});
  add_picture("cat/1.jpg", {30, 40});
  const auto dataset = open();
  EXPECT_THAT(error_of([&] { labels_in(*dataset, 0); }), Tells("cat/1.png", "40 x 30"));
}

TEST_F(FolderDataset, PicturesWithoutAnnotationsAndEmptyFoldersAreTold) {
  EXPECT_THAT(error(), Tells("no class folder"));
  add_picture("cat/1.jpg", {1, 2});
  EXPECT_THAT(error(), Tells("cat/1.jpg", "without annotation"));
}

TEST_F(FolderDataset, OfLabelmeFilesAloneHasTheLabelsAsClasses) {
  add_labelme("1", {labelme_shape("dog", "rectangle", {{0, 0}, {1, 2}}),
                    labelme_shape("Cat", "rectangle", {{2, 0}, {4, 1}})});
  add_labelme("2", {labelme_shape("cat", "rectangle", {{0, 0}, {2, 2}})});
  add_labelme("3", {labelme_shape("background", "rectangle", {{0, 0}, {2, 2}})});
  const auto dataset = open();
  ASSERT_EQ(dataset->classes().size(), 2u);
  EXPECT_EQ(dataset->class_of(1).name, "cat");
  EXPECT_THAT(dataset->class_of(1).pictures, ElementsAre(0, 1));
  EXPECT_THAT(dataset->class_of(2).pictures, ElementsAre(0));
  const auto labels = labels_in(*dataset, 0);
  EXPECT_TRUE(torch::equal(labels.masks.at(1), labels_of({"0011", "0000"})));
  EXPECT_TRUE(torch::equal(labels.masks.at(2), labels_of({"1000", "1000"})));
  EXPECT_FALSE(labels.unlabelled.defined());
  EXPECT_THAT(labels_in(*dataset, 2).masks, IsEmpty());
}

TEST_F(FolderDataset, WhereStrokesOfOneClassMeetTheOutlineOfAnotherTheRestIsUnlabelled) {
  add_labelme("1", {labelme_shape("cat", "rectangle", {{0, 0}, {1, 2}}),
                    labelme_shape("dog", "point", {{3.5, 0.5}}),
                    labelme_shape("background", "rectangle", {{3, 1}, {4, 2}})});
  const auto labels = labels_in(*open(), 0);
  const auto cat = labels.masks.at(1), dog = labels.masks.at(2);
  EXPECT_TRUE(torch::equal(cat, labels_of({"1000", "1000"})));
  // Whether there is more of the dog was not said, but the cat is none.
  const auto known = cat | dog | labels_of({"0000", "0001"});
  EXPECT_TRUE(torch::equal(labels.unlabelled, 1 - known));
}

TEST_F(FolderDataset, OfLabelmeFilesTakesTheListedClasses) {
  add_labelme("1", {labelme_shape("dog", "rectangle", {{0, 0}, {1, 2}}),
                    labelme_shape("cat", "rectangle", {{2, 0}, {4, 1}})});
  write_file(folder / "list.txt", "Dog\n");
  const auto dataset = open({.class_list = folder / "list.txt"});
  ASSERT_EQ(dataset->classes().size(), 1u);
  EXPECT_EQ(dataset->class_of(1).name, "dog");
  EXPECT_EQ(labels_in(*dataset, 0).masks.size(), 1u);
  write_file(folder / "list.txt", "bee\n");
  EXPECT_THAT(error({.class_list = folder / "list.txt"}), Tells("list.txt", "bee"));
}

TEST_F(FolderDataset, ABrokenLabelmeFileIsToldOrKept) {
  add_labelme("1", {labelme_shape("cat", "rectangle", {{0, 0}, {2, 2}})});
  add_labelme("2", {});
  write_file(folder / "2.json", "{");
  EXPECT_THAT(error(), Tells("2.json"));
  const auto dataset = open({.keep_broken = true});
  EXPECT_EQ(dataset->picture_names().size(), 2u);
  EXPECT_THAT(error_of([&] { labels_in(*dataset, 1); }), Tells("2.json"));
}

TEST_F(FolderDataset, LabelmeFilesWithoutAClassAreTold) {
  add_labelme("1", {labelme_shape("background", "rectangle", {{0, 0}, {2, 2}})});
  EXPECT_THAT(error(), Tells(folder.path().string(), "no labelme file", "labelled shape"));
}

}  // namespace
}  // namespace panet
