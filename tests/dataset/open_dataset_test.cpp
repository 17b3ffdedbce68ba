#include "panet/dataset/open_dataset.h"

#include "support.h"
#include "voc_tree.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using test::error_of;
using test::Tells;
using test::write_file;

struct OpenDataset : testing::Test {
  void make_folder_dataset() const {
    write_file(folder / "cat/1.jpg", "");
    write_file(folder / "cat/1.png", "");
  }
  void make_voc() const {
    const test::VocTree voc = {folder.path()};
    voc.add("a", {"01"});
    voc.list("val", {"a"});
  }
  test::TemporaryFolder folder;
};

TEST(ParseDatasetKind, KnowsFourWords) {
  EXPECT_EQ(parse_dataset_kind("voc"), DatasetKind::kVoc);
  EXPECT_EQ(parse_dataset_kind("coco"), DatasetKind::kCoco);
  EXPECT_EQ(parse_dataset_kind("fss"), DatasetKind::kFss);
  EXPECT_EQ(parse_dataset_kind("folder"), DatasetKind::kFolder);
  EXPECT_THAT(error_of([] { parse_dataset_kind("VOC"); }), Tells("'VOC'", "voc, coco, fss"));
}

TEST_F(OpenDataset, TheKindIsToldByWhatLiesInTheFolder) {
  EXPECT_EQ(dataset_kind_of(folder.path()), DatasetKind::kFolder);
  write_file(folder / "annotations/a.jpg", "");
  EXPECT_EQ(dataset_kind_of(folder.path()), DatasetKind::kFolder) << "a class of this name";
  write_file(folder / "annotations/instances_val2017.json", "");
  EXPECT_EQ(dataset_kind_of(folder.path()), DatasetKind::kCoco);
  fs::create_directories(folder / "VOCdevkit/VOC2012/ImageSets");
  EXPECT_EQ(dataset_kind_of(folder.path()), DatasetKind::kVoc);
}

TEST_F(OpenDataset, VocHasFourFoldsOfFive) {
  make_voc();
  const auto opened = open_dataset(DatasetKind::kVoc, folder.path());
  EXPECT_EQ(opened.dataset->classes().size(), 20u);
  ASSERT_EQ(opened.folds.size(), 4u);
  EXPECT_EQ(opened.folds[0].classes.size(), 5u);
}

TEST_F(OpenDataset, VocDoesNotInterleaveItsFolds) {
  make_voc();
  const auto opened =
      open_dataset(DatasetKind::kVoc, folder.path(), {.fold_order = FoldOrder::kInterleaved});
  EXPECT_EQ(opened.folds[0].classes[1], 1u);
}

TEST_F(OpenDataset, LabelsForClassesThatAreNotThereAreTold) {
  make_folder_dataset();
  const auto error_with = [&](DatasetKind kind, const LabelOptions& labels) {
    return error_of([&] { open_dataset(kind, folder.path(), {.labels = labels}); });
  };
  for (const auto kind : {DatasetKind::kFolder, DatasetKind::kFss})
    EXPECT_THAT(error_with(kind, {.by_class = {{"cat", 1}, {"cup", 1}}}),
                Tells("label cup=1", "no class cup", "there are cat"));
  EXPECT_NO_THROW(open_dataset(DatasetKind::kFolder, folder.path(),
                               {.labels = {.all = 1, .by_class = {{"CAT", 2}}}}));
}

TEST_F(OpenDataset, VocHasLabelsOfItsOwn) {
  make_voc();
  const LabelOptions labels = {.by_class = {{"cat", 8}}};
  EXPECT_THAT(error_of([&] { open_dataset(DatasetKind::kVoc, folder.path(), {.labels = labels}); }),
              Tells("label", "voc", "of its own"));
}

TEST_F(OpenDataset, FoldersAreOneFold) {
  make_folder_dataset();
  for (const auto kind : {DatasetKind::kFss, DatasetKind::kFolder}) {
    const auto opened = open_dataset(kind, folder.path());
    EXPECT_EQ(opened.dataset->classes().size(), 1u);
    ASSERT_EQ(opened.folds.size(), 1u);
    EXPECT_EQ(opened.folds[0].name, "all");
  }
}

TEST_F(OpenDataset, PicturesInWhichAClassIsSmallCanBeLeftOut) {
  const test::VocTree voc = {folder.path()};
  voc.add("a", {"0001", "0000"});
  voc.add("b", {"0011", "2222"});
  voc.list("val", {"a", "b"});
  const auto pictures_of = [&](double least_share) {
    const auto opened =
        open_dataset(DatasetKind::kVoc, folder.path(), {.least_area = {.share = least_share}});
    return std::pair(opened.dataset->class_of(1).pictures, opened.dataset->class_of(2).pictures);
  };
  using Pictures = std::vector<std::size_t>;
  EXPECT_EQ(pictures_of(0), std::pair(Pictures({0, 1}), Pictures({1})));
  EXPECT_EQ(pictures_of(0.125), std::pair(Pictures({0, 1}), Pictures({1})));
  EXPECT_EQ(pictures_of(0.25), std::pair(Pictures({1}), Pictures({1})));
  EXPECT_EQ(pictures_of(0.3), std::pair(Pictures(), Pictures({1})));
}

TEST_F(OpenDataset, AFolderThatIsNotThereIsTold) {
  EXPECT_THAT(error_of([&] { open_dataset(DatasetKind::kVoc, folder / "nowhere"); }),
              Tells("nowhere", "no such folder"));
}

}  // namespace
}  // namespace panet
