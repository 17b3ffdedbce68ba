#include "dataset/folder_dataset.h"

#include "drawing.h"
#include "image/mask.h"
#include "labelme_json.h"
#include "panet/base/note.h"
#include "panet/image/encode.h"
#include "strangers_files.h"
#include "support.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using test::drawn;
using test::error_of;
using test::instances_of;
using test::labelme_shape;
using test::mask_of;
using test::Tells;
using test::write_file;
using testing::ElementsAre;
using testing::IsEmpty;

struct FolderDataset : testing::Test {
  void add_picture(const std::string& name, PictureSize size) const {
    fs::create_directories((folder / name).parent_path());
    encode_picture(folder / name, Picture::filled(size, {90, 90, 90}));
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
  std::vector<std::string> notes;
  NoteListener listener{[this](const std::string& text) { notes.push_back(text); }};
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
  EXPECT_EQ(labels.masks.at(1), mask_of({"0111"}));
  EXPECT_TRUE(labels.void_pixels.empty());
  EXPECT_TRUE(labels.unlabelled.empty());
  EXPECT_FALSE(dataset->scribble(0, 1, {1, 4}).has_value());
}

TEST_F(FolderDataset, TheLabelOfAClassMayBeSaid) {
  add_masked("cat/1", {"012x"});
  const auto dataset = open({.labels = {.by_class = {{"cat", 2}}}});
  EXPECT_EQ(labels_in(*dataset, 0).masks.at(1), mask_of({"0010"}));
}

TEST_F(FolderDataset, WhatScribblesLeaveOpenIsUnlabelled) {
  add_picture("cat/1.jpg", {1, 4});
  test::write_rgba_png(folder / "cat/1.scribble.png", {"g..r"});
  const auto dataset = open();
  const auto labels = labels_in(*dataset, 0);
  EXPECT_EQ(labels.masks.at(1), mask_of({"1000"}));
  EXPECT_EQ(labels.unlabelled, mask_of({"0110"}));
  const auto scribble = dataset->scribble(0, 1, {1, 4});
  ASSERT_TRUE(scribble.has_value());
  EXPECT_THAT(drawn(*scribble), ElementsAre("F..b"));
}

TEST_F(FolderDataset, InstancesAreConnectedComponents) {
  add_masked("cat/1", {"10100"});
  const auto dataset = open();
  EXPECT_EQ(dataset->instances(0, 1, labels_in(*dataset, 0)), instances_of({"10200"}));
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
  EXPECT_EQ(labels.masks.at(1), mask_of({"0011", "0000"}));
  EXPECT_EQ(labels.masks.at(2), mask_of({"1000", "1000"}));
  EXPECT_TRUE(labels.unlabelled.empty());
  EXPECT_THAT(labels_in(*dataset, 2).masks, IsEmpty());
}

TEST_F(FolderDataset, WhereStrokesOfOneClassMeetTheOutlineOfAnotherTheRestIsUnlabelled) {
  add_labelme("1", {labelme_shape("cat", "rectangle", {{0, 0}, {1, 2}}),
                    labelme_shape("dog", "point", {{3.5, 0.5}}),
                    labelme_shape("background", "rectangle", {{3, 1}, {4, 2}})});
  const auto labels = labels_in(*open(), 0);
  const auto &cat = labels.masks.at(1), &dog = labels.masks.at(2);
  EXPECT_EQ(cat, mask_of({"1000", "1000"}));
  // Whether there is more of the dog was not said, but the cat is none.
  EXPECT_EQ(labels.unlabelled, ~(cat | dog | mask_of({"0000", "0001"})));
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

// What lies beside labelme's files.

TEST_F(FolderDataset, LabelmeFilesAndPicturesThatStandAloneAreProblems) {
  for (const std::string stem : {"1", "2", "3"})
    add_labelme(stem, {labelme_shape("cat", "rectangle", {{0, 0}, {2, 2}})});
  fs::remove(folder / "2.jpg");
  fs::remove(folder / "3.json");
  write_file(folder / "1.webp", "");
  const auto checked = open({.keep_broken = true});
  EXPECT_THAT(checked->picture_names(), ElementsAre("1"));
  EXPECT_THAT(checked->problems(),
              ElementsAre(Tells("2.json: annotation without a picture"),
                          Tells("1.webp: of the same name as 1.jpg"),
                          Tells("3.jpg: picture without annotation", "3.json")));
  EXPECT_THAT(notes, IsEmpty());
  const auto used = open();
  EXPECT_THAT(used->picture_names(), ElementsAre("1"));
  EXPECT_THAT(used->problems(), IsEmpty());
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_THAT(notes[0], Tells("3 file(s) are left out", "2.json"));
}

TEST_F(FolderDataset, LabelmeFilesWithoutShapesAreProblems) {
  add_labelme("1", {labelme_shape("cat", "rectangle", {{0, 0}, {2, 2}})});
  add_labelme("2", {});
  EXPECT_THAT(open()->picture_names(), ElementsAre("1"));
  EXPECT_THAT(notes, ElementsAre(Tells("1 file(s) are left out", "2.json: no shapes")));
  EXPECT_THAT(open({.keep_broken = true})->problems(), ElementsAre(Tells("2.json: no shapes")));
}

TEST_F(FolderDataset, FoldersBelowDoNotChangeThatItIsLabelmes) {
  add_labelme("1", {labelme_shape("cat", "rectangle", {{0, 0}, {2, 2}})});
  write_file(folder / "export/readme.txt", "x");
  write_file(folder / "__MACOSX/._1.jpg", "x");
  write_file(folder / "annotations/instances_val.json", "{}");
  EXPECT_EQ(dataset_kind_of(folder.path()), DatasetKind::kFolder);
  EXPECT_THAT(open()->picture_names(), ElementsAre("1"));
  EXPECT_THAT(notes, IsEmpty());
  add_masked("mug/1", {"01"});
  EXPECT_THAT(open()->picture_names(), ElementsAre("1"));
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_THAT(notes[0], Tells("not read: mug/"));
}

TEST_F(FolderDataset, LabelmesPicturesMayLieInAFolderOfTheirOwn) {
  add_labelme("1", {labelme_shape("cat", "rectangle", {{0, 0}, {2, 2}})});
  fs::create_directories(folder / "images");
  fs::rename(folder / "1.jpg", folder / "images/1.jpg");
  EXPECT_EQ(dataset_kind_of(folder.path()), DatasetKind::kFolder);
  EXPECT_TRUE(any(labels_in(*open(), 0).masks.at(1)));
  EXPECT_THAT(notes, IsEmpty());
}

TEST_F(FolderDataset, OtherAnnotationsBesideLabelmesAreNoted) {
  add_labelme("1", {labelme_shape("cat", "rectangle", {{0, 0}, {2, 2}})});
  write_file(folder / "all.json", R"({"images": [], "annotations": [], "categories": []})");
  test::write_grey_png(folder / "1.png", {"0000", "0000"});
  EXPECT_EQ(dataset_kind_of(folder.path()), DatasetKind::kFolder);
  EXPECT_THAT(open({.keep_broken = true})->problems(), IsEmpty());
  EXPECT_THAT(notes, ElementsAre(Tells("all.json", "dataset coco"), Tells("1.png")));
}

TEST_F(FolderDataset, OfLabelmeTellsPicturesByContentAndSidecarsByTheirKeys) {
  add_labelme("1", {labelme_shape("cat", "rectangle", {{0, 0}, {2, 2}})});
  add_labelme("2", {labelme_shape("cat", "rectangle", {{0, 0}, {2, 2}})});
  fs::rename(folder / "1.jpg", folder / "1.HEIC");
  write_file(folder / "2.jpg", test::kJpegXlHead);
  write_file(folder / "1.HEIC.json", R"({"photoTakenTime": {}})");
  write_file(folder / "notes.txt", "x");
  const auto checked = open({.keep_broken = true});
  EXPECT_THAT(checked->picture_names(), ElementsAre("1"));
  EXPECT_THAT(checked->problems(),
              ElementsAre(Tells("2.json: its picture 2.jpg is a JPEG XL picture")));
  EXPECT_THAT(notes, ElementsAre(Tells("1.HEIC.json", "not labelme's"),
                                 Tells("1 JPEG XL (2.jpg)", "1 without a picture (notes.txt)")));
}

// FSS-1000 as it is published.

struct FssDataset : FolderDataset {
  FssDataset() {
    for (const std::string stem : {"mug/1", "mug/2", "mug/10"}) add_masked(stem, {"0110", "0000"});
  }
  std::unique_ptr<Dataset> open(const DatasetOptions& options = {}) const {
    return open_fss_dataset(folder.path(), options);
  }
};

TEST_F(FssDataset, LeavesExtraFilesAside) {
  add_picture("mug/2.jpeg", {2, 4});
  const auto dataset = open({.keep_broken = true});
  EXPECT_THAT(dataset->picture_names(), ElementsAre("mug/1", "mug/2", "mug/10"));
  EXPECT_THAT(dataset->problems(), IsEmpty());
  EXPECT_THAT(notes, ElementsAre(Tells("1 file(s)", "left aside: mug/2.jpeg")));
}

TEST_F(FssDataset, ResizesMasksOfAnotherSize) {
  test::write_grey_png(folder / "mug/2.png", {"00111100", "00111100", "00000000", "00000000"});
  const auto dataset = open();
  EXPECT_EQ(labels_in(*dataset, 1).masks.at(1), mask_of({"0110", "0000"}));
  EXPECT_THAT(notes, ElementsAre(Tells("mug/2.png", "8 x 4", "4 x 2", "resized")));
  test::write_grey_png(folder / "mug/2.png", {"00", "01", "01", "00"});
  EXPECT_THAT(error_of([&] { labels_in(*dataset, 1); }), Tells("mug/2.png", "2 x 4"))
      << "a mask that lies on its side";
}

TEST_F(FssDataset, PicturesWhoseMaskIsOfNoUseAreLeftOutOrKeptForACheck) {
  test::write_grey_png(folder / "mug/2.png", {"0000", "0000"});
  write_file(folder / "mug/10.png", "broken");
  EXPECT_THAT(open()->class_of(1).pictures, ElementsAre(0));
  EXPECT_THAT(notes, ElementsAre(Tells("mug/2.png", "left out"), Tells("mug/10.png", "left out")));
  const auto checked = open({.keep_broken = true});
  EXPECT_THAT(checked->class_of(1).pictures, ElementsAre(0, 1, 2));
  EXPECT_THAT(error_of([&] { labels_in(*checked, 1); }), Tells("mug/2.png"));
}

TEST_F(FssDataset, PicturesAndMasksThatStandAloneAreProblems) {
  fs::remove(folder / "mug/2.png");
  fs::remove(folder / "mug/10.jpg");
  write_file(folder / "empty/readme.txt", "");
  const auto checked = open({.keep_broken = true});
  EXPECT_THAT(checked->picture_names(), ElementsAre("mug/1"));
  EXPECT_THAT(checked->problems(), ElementsAre(Tells("empty: no picture with a mask"),
                                               Tells("mug/2.jpg: picture without a mask"),
                                               Tells("mug/10.png: mask without a picture")));
  EXPECT_THAT(open()->class_of(1).pictures, ElementsAre(0));
  write_file(folder / "list.txt", "cup\n");
  EXPECT_THAT(error_of([&] { open({.class_list = folder / "list.txt"}); }), Tells("cup"));
}

}  // namespace
}  // namespace panet
