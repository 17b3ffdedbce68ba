#include "dataset/voc_dataset.h"

#include <algorithm>

#include "image/mask.h"
#include "panet/base/note.h"
#include "panet/image/encode.h"
#include "shared_folder.h"
#include "support.h"
#include "voc_tree.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using test::drawn;
using test::error_of;
using test::instances_of;
using test::mask_of;
using test::Tells;
using test::write_file;
using testing::ElementsAre;
using testing::IsEmpty;

// Pictures "a" (classes 1 and 2), "b" (class 2) and "c" (nothing), in the list val.
struct VocDataset : testing::Test {
  VocDataset() {
    voc.add("a", {"011x", "2200"});
    voc.add("b", {"222"});
    voc.add("c", {"00", "x0"});
    voc.list("val", {"a", "b", "c"});
  }

  std::unique_ptr<Dataset> open(const DatasetOptions& options = {}) const {
    return open_voc_dataset(voc.root, options);
  }
  std::string error(const DatasetOptions& options = {}) const {
    return error_of([&] { open(options); });
  }
  void write_list(const std::string& text) const {
    write_file(voc.root / "ImageSets/Segmentation/val.txt", text);
  }

  test::TemporaryFolder folder;
  test::VocTree voc = {folder / "VOC2012"};
};

PictureLabels labels_in(const Dataset& dataset, std::size_t index) {
  return read_labelled_picture(dataset, index).labels;
}

TEST_F(VocDataset, HasTwentyClassesWithTheirPictures) {
  const auto dataset = open();
  ASSERT_EQ(dataset->classes().size(), 20u);
  EXPECT_EQ(dataset->class_of(1).name, "aeroplane");
  EXPECT_EQ(dataset->class_of(15).name, "person");
  EXPECT_EQ(dataset->class_of(20).name, "tvmonitor");
  EXPECT_THAT(dataset->class_of(1).pictures, ElementsAre(0));
  EXPECT_THAT(dataset->class_of(2).pictures, ElementsAre(0, 1));
  EXPECT_THAT(dataset->class_of(3).pictures, IsEmpty());
  EXPECT_THAT(dataset->picture_names(), ElementsAre("a", "b", "c"));
  EXPECT_THAT(error_of([&] { dataset->class_of(21); }), Tells("class 21"));
}

TEST_F(VocDataset, GivesAMaskForEachClassAndTheVoid) {
  const auto dataset = open();
  const auto labels = labels_in(*dataset, 0);
  EXPECT_EQ(labels.size.height, 2);
  EXPECT_EQ(labels.size.width, 4);
  ASSERT_EQ(labels.masks.size(), 2u);
  EXPECT_EQ(labels.masks.at(1), mask_of({"0110", "0000"}));
  EXPECT_EQ(labels.masks.at(2), mask_of({"0000", "1100"}));
  EXPECT_EQ(labels.void_pixels, mask_of({"0001", "0000"}));
  EXPECT_TRUE(labels.unlabelled.empty());
  EXPECT_TRUE(labels_in(*dataset, 1).void_pixels.empty());
  EXPECT_THAT(labels_in(*dataset, 2).masks, IsEmpty());
}

TEST_F(VocDataset, KnowsTheAreasOfItsClassesWithoutThePictures) {
  write_file(voc.root / "JPEGImages/a.jpg", "no picture");
  const auto areas = open()->areas(0);
  EXPECT_EQ(areas.picture, 8);
  EXPECT_EQ(areas.classes, (std::map<int, int64_t>{{1, 2}, {2, 2}}));
  EXPECT_THAT(open()->areas(2).classes, IsEmpty());
}

TEST_F(VocDataset, IsFoundBelowTheFolderNamed) {
  EXPECT_EQ(open_voc_dataset(folder.path())->picture_names().size(), 3u);
  fs::create_directories(folder / "kit/VOCdevkit");
  fs::rename(voc.root, folder / "kit/VOCdevkit/VOC2012");
  EXPECT_EQ(open_voc_dataset(folder / "kit")->picture_names().size(), 3u);
  EXPECT_THAT(error_of([&] { open_voc_dataset(folder.path()); }),
              Tells(folder.path().string(), "not VOC 2012", "ImageSets/Segmentation/", "dataset",
                    "data.kind"));
}

TEST_F(VocDataset, ListsMayBeWrittenOnWindowsOrByOtherPrograms) {
  write_list("a\r\n\r\nb\r\n");
  EXPECT_THAT(open()->picture_names(), ElementsAre("a", "b"));
  write_list(
      "/JPEGImages/a.jpg /SegmentationClassAug/a.png\n/JPEGImages/c.jpg\t/Labels/c.png\na\n");
  EXPECT_THAT(open()->picture_names(), ElementsAre("a", "c"));
}

TEST_F(VocDataset, ListsMayHoldEndingsAndMarksOfAClass) {
  write_list(
      "\xEF\xBB\xBF"
      "a -1\nb  1\nc.JPG\na\n");
  EXPECT_THAT(open()->picture_names(), ElementsAre("a", "b", "c"));
  voc.add("2008.001", {"01"});
  write_list("2008.001\n");
  EXPECT_THAT(open()->picture_names(), ElementsAre("2008.001")) << "no ending";
}

TEST_F(VocDataset, PicturesMayEndOtherwise) {
  encode_picture(voc.root / "JPEGImages/a.png", Picture::filled({2, 4}, {90, 90, 90}));
  fs::remove(voc.root / "JPEGImages/a.jpg");
  fs::rename(voc.root / "JPEGImages/b.jpg", voc.root / "JPEGImages/b.JPG");
  fs::rename(voc.root / "SegmentationClass/b.png", voc.root / "SegmentationClass/b.PNG");
  write_file(voc.root / "JPEGImages/c.bmp", "not this one");
  const auto dataset = open();
  for (std::size_t i = 0; i < 3; ++i) EXPECT_FALSE(dataset->picture(i).empty());
}

TEST_F(VocDataset, AnIdentifierIsFoundInAnotherSpellingWhereOneFileFits) {
  voc.add("Ka\u0308se", {"01"});  // decomposed, as a Mac wrote it
  voc.add("Img1", {"01"});
  write_list("K\u00e4se\nimg1\n");
  EXPECT_THAT(open()->class_of(1).pictures, ElementsAre(0, 1));
  voc.add_picture("IMG1", {1, 2});
  EXPECT_THAT(error(), Tells("1 of the 2", "JPEGImages/img1.jpg"));
}

TEST_F(VocDataset, LabelsOfBackgroundAndVoidAloneAreTold) {
  for (const std::string id : {"a", "b"}) voc.add(id, {"0xx0"});
  std::vector<std::string> notes;
  const NoteListener listener([&](const std::string& text) { notes.push_back(text); });
  open();
  EXPECT_THAT(notes, ElementsAre(Tells("SegmentationClass", "255", "void", "dataset folder")));
  EXPECT_THAT(open({.keep_broken = true})->problems(), ElementsAre(Tells("void")));
  voc.add("b", {"0xx1"});
  EXPECT_THAT(open({.keep_broken = true})->problems(), IsEmpty());
  EXPECT_EQ(notes.size(), 1u);
}

TEST_F(VocDataset, AMissingOrEmptyListIsTold) {
  voc.list("train", {"a"});
  EXPECT_THAT(error({.image_set = "trainaug"}),
              Tells("trainaug.txt", "no such list", "train, val"));
  write_list("\n");
  EXPECT_THAT(error(), Tells("val.txt", "empty"));
}

TEST_F(VocDataset, PrefersTheLabelsWithSbd) {
  voc.add_labels("a", {"3333", "3333"}, "SegmentationClassAug");
  voc.list("val", {"a"});
  EXPECT_THAT(open()->class_of(3).pictures, ElementsAre(0));
}

TEST_F(VocDataset, WithoutAnyLabelsIsTold) {
  fs::remove_all(voc.root / "SegmentationClass");
  EXPECT_THAT(error(), Tells("SegmentationClassAug/", "SegmentationClass/"));
}

TEST_F(VocDataset, MissingFilesAreCountedUnlessAllowed) {
  fs::remove(voc.root / "JPEGImages/a.jpg");
  fs::remove(voc.root / "SegmentationClass/b.png");
  EXPECT_THAT(error(), Tells("2 of the 3 pictures", "val.txt", "JPEGImages/a.jpg"));
  EXPECT_THAT(open({.allow_missing = true})->picture_names(), ElementsAre("c"));
  fs::remove(voc.root / "JPEGImages/c.jpg");
  EXPECT_THAT(error({.allow_missing = true}), Tells("3 of the 3 pictures"));
}

TEST_F(VocDataset, ALabelThatIsNoClassIsTold) {
  test::write_palette_png(voc.root / "SegmentationClass/b.png", {"g.r"},
                          "kkkkkkkkkkkkkkkkkkkkk.gr");
  EXPECT_THAT(error(), Tells("b.png", "label 21, 22, 23 out of range", "0 to 20"));
}

TEST_F(VocDataset, AColourPictureInPlaceOfLabelsIsTold) {
  test::write_rgb_png(voc.root / "SegmentationClass/b.png", {"rgk"});
  EXPECT_THAT(error(), Tells("b.png", "colour"));
}

TEST_F(VocDataset, LabelsOfAnotherSizeAreToldWhenTheyAreRead) {
  voc.add_picture("b", {30, 40});
  const auto dataset = open();
  EXPECT_THAT(error_of([&] { labels_in(*dataset, 1); }), Tells("b.png", "3 x 1", "40 x 30"));
}

TEST_F(VocDataset, KeepsBrokenPicturesWhereAsked) {
  write_file(voc.root / "SegmentationClass/b.png", "broken");
  fs::remove(voc.root / "JPEGImages/c.jpg");
  const auto dataset = open({.keep_broken = true});
  EXPECT_EQ(dataset->picture_names().size(), 3u);
  EXPECT_THAT(dataset->class_of(2).pictures, ElementsAre(0));
  EXPECT_THAT(error_of([&] { labels_in(*dataset, 1); }), Tells("b.png"));
  EXPECT_THAT(error_of([&] { labels_in(*dataset, 2); }), Tells("c.jpg"));
  EXPECT_EQ(open({.allow_missing = true, .keep_broken = true})->picture_names().size(), 2u);
}

TEST_F(VocDataset, InstancesAreThoseOfTheObjectFile) {
  voc.add_labels("a", {"012x", "3300"}, "SegmentationObject");
  const auto dataset = open();
  const auto labels = labels_in(*dataset, 0);
  EXPECT_EQ(dataset->instances(0, 1, labels), instances_of({"0120", "0000"}));
  EXPECT_EQ(dataset->instances(0, 2, labels), instances_of({"0000", "3300"}));
  EXPECT_EQ(dataset->instances(0, 3, labels), instances_of({"0000", "0000"}))
      << "a class that is not there";
}

TEST_F(VocDataset, AnObjectFileThatDoesNotFitIsTold) {
  voc.add_labels("a", {"01"}, "SegmentationObject");
  const auto dataset = open();
  const auto labels = labels_in(*dataset, 0);
  EXPECT_THAT(error_of([&] { dataset->instances(0, 1, labels); }),
              Tells("SegmentationObject/a.png", "2 x 1", "4 x 2"));
}

TEST_F(VocDataset, WithoutAnObjectFileInstancesAreConnectedComponents) {
  voc.add("d", {"10010", "10001", "00000", "11111"});
  voc.list("val", {"d"});
  const auto dataset = open();
  const auto instances = dataset->instances(0, 1, labels_in(*dataset, 0));
  EXPECT_EQ(std::ranges::max(instances.all()), 3) << "diagonal neighbours hang together";
  EXPECT_EQ(instances.at(0, 3), instances.at(1, 4));
  EXPECT_EQ(instances.at(2, 2), 0);
}

TEST_F(VocDataset, ScribblesAreReadWhereThereAreAny) {
  voc.add_labels("a", {"x10x", "2xxx"}, "Scribbles");
  const auto dataset = open();
  const auto scribble = dataset->scribble(0, 2, {2, 4});
  ASSERT_TRUE(scribble.has_value());
  EXPECT_THAT(drawn(*scribble), ElementsAre(".bb.", "F..."));
  EXPECT_FALSE(dataset->scribble(1, 2, {1, 3}).has_value());
}

TEST_F(VocDataset, TellsHowFarItIs) {
  std::vector<std::size_t> told;
  open({.on_progress = [&](std::size_t done, std::size_t total) {
    EXPECT_EQ(total, 3u);
    told.push_back(done);
  }});
  EXPECT_THAT(told, ElementsAre(1, 2, 3));
}

TEST(RealVoc, HasTheClassesOfItsPictures) {
  const auto root = test::shared_folder() / "data/voc2012";
  if (!fs::exists(root)) GTEST_SKIP() << root << " is not there";
  const auto dataset = open_voc_dataset(root, {.allow_missing = true});
  EXPECT_EQ(dataset->picture_names().size(), 693u);
  for (const auto& c : dataset->classes()) {
    EXPECT_GE(c.pictures.size(), 18u) << c.name;
    EXPECT_LE(c.pictures.size(), 190u) << c.name;
  }
  const auto first = read_labelled_picture(*dataset, 0);
  EXPECT_EQ(first.picture.dimensions(), first.labels.size);
  EXPECT_TRUE(any(first.labels.void_pixels));
}

}  // namespace
}  // namespace panet
