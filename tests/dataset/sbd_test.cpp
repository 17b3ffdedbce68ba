#include "dataset/sbd.h"

#include <atomic>

#include "dataset/voc_dataset.h"
#include "drawing.h"
#include "image/png.h"
#include "maps.h"
#include "mat_writer.h"
#include "support.h"
#include "voc_tree.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using test::Drawing;
using test::error_of;
using test::labels_of;
using test::read_file;
using test::Tells;
using test::write_file;
using test::write_mat;

// "old_*" are pictures with labels of VOC's own, "new_*" have labels of SBD alone.
struct Sbd : testing::Test {
  Sbd() {
    voc.add("old_train", {"01x"});
    voc.add_labels("old_train", {"03x"}, "SegmentationObject");
    voc.add("old_val", {"02x"});
    voc.add_labels("old_val", {"01x"}, "SegmentationObject");
    voc.list("train", {"old_train"});
    voc.list("val", {"old_val"});
    add_to_sbd("old_train", {"011"}, {"011"});
    add_to_sbd("old_val", {"022"}, {"011"});
    add_to_sbd("new_1", {"055", "005"}, {"012", "002"});
    add_to_sbd("new_2", {"700"}, {"100"});
    voc.add_picture("new_1", {2, 3});
    voc.add_picture("new_2", {1, 3});
    write_file(sbd / "train.txt", "new_2\nold_train\n");
    write_file(sbd / "val.txt", "new_1\nold_val\n");
  }

  void add_to_sbd(const std::string& id, const Drawing& classes, const Drawing& objects) const {
    write_mat(sbd / "cls" / (id + ".mat"), "GTcls", labels_of(classes));
    write_mat(sbd / "inst" / (id + ".mat"), "GTinst", labels_of(objects));
  }

  SbdReport merge() const { return add_sbd_to_voc(job); }
  std::string error() const {
    return error_of([this] { merge(); });
  }
  std::string list() const { return read_file(voc.root / "ImageSets/Segmentation/trainaug.txt"); }
  Labels merged(const std::string& file) const { return read_png(voc.root / file).labels; }

  test::TemporaryFolder folder;
  fs::path sbd = folder / "benchmark_RELEASE/dataset";
  test::VocTree voc = {folder / "VOC2012"};
  SbdJob job = {.sbd = folder / "benchmark_RELEASE", .voc = voc.root};
};

TEST_F(Sbd, LabelsAreReadAsTheyAre) {
  EXPECT_EQ(read_sbd_classes(sbd / "cls/new_1.mat"), labels_of({"055", "005"}));
  EXPECT_EQ(read_sbd_instances(sbd / "inst/new_1.mat"), labels_of({"012", "002"}));
}

TEST_F(Sbd, ObjectsMayBeNumberedInAnyIntegerType) {
  write_mat(folder / "a.mat", "GTinst", test::written<Map<int16_t>>({{0, 254}}));
  EXPECT_EQ(read_sbd_instances(folder / "a.mat").at(0, 1), 254);
}

TEST_F(Sbd, LabelsOutOfRangeAreTold) {
  write_mat(folder / "a.mat", "GTcls", test::written<Map<uint8_t>>({{0, 21}}));
  EXPECT_THAT(error_of([&] { read_sbd_classes(folder / "a.mat"); }),
              Tells("a.mat", "GTcls.Segmentation", "21", "0 to 20"));
  write_mat(folder / "a.mat", "GTinst", test::written<Map<int32_t>>({{0, 255}}));
  EXPECT_THAT(error_of([&] { read_sbd_instances(folder / "a.mat"); }),
              Tells("a.mat", "255", "0 to 254"));
  write_mat(folder / "a.mat", "GTinst", test::written<Map<int8_t>>({{0, -1}}));
  EXPECT_THAT(error_of([&] { read_sbd_instances(folder / "a.mat"); }), Tells("a.mat", "-1"));
}

TEST_F(Sbd, IsAddedToVocWhereVocHasNoLabels) {
  const auto report = merge();
  EXPECT_EQ(report.pictures, 4u);
  EXPECT_EQ(report.of_voc, 2u);
  EXPECT_EQ(report.written, 4u);
  EXPECT_EQ(report.missing, 0u);
  EXPECT_EQ(report.trainaug, 3u);
  EXPECT_FALSE(report.stopped);
  EXPECT_EQ(merged("SegmentationClassAug/new_1.png"), labels_of({"055", "005"}));
  EXPECT_EQ(merged("SegmentationObjectAug/new_1.png"), labels_of({"012", "002"}));
  for (const std::string name : {"old_train.png", "old_val.png"})
    for (const std::string kind : {"SegmentationClass", "SegmentationObject"})
      EXPECT_EQ(read_file(voc.root / (kind + "Aug") / name), read_file(voc.root / kind / name));
}

TEST_F(Sbd, ListsBothWithoutVocsVal) {
  merge();
  EXPECT_EQ(list(), "new_1\nnew_2\nold_train\n");
  const auto dataset = open_voc_dataset(voc.root, {.image_set = "trainaug"});
  EXPECT_THAT(dataset->class_of(5).pictures, testing::ElementsAre(0));
}

TEST_F(Sbd, IsFoundBelowTheFolderNamed) {
  for (const char* below : {"benchmark_RELEASE/dataset", "benchmark_RELEASE", ""}) {
    job.sbd = folder / below;
    EXPECT_EQ(merge().pictures, 4u) << below;
  }
  job.sbd = voc.root;
  EXPECT_THAT(error(), Tells("VOC2012", "not SBD", "cls/", "inst/"));
}

TEST_F(Sbd, LeavesWhatIsThereAsItIs) {
  merge();
  write_file(voc.root / "SegmentationClassAug/new_1.png", "mine");
  fs::remove(voc.root / "SegmentationObjectAug/new_2.png");
  EXPECT_EQ(merge().written, 1u);
  EXPECT_EQ(read_file(voc.root / "SegmentationClassAug/new_1.png"), "mine");
  EXPECT_EQ(merged("SegmentationObjectAug/new_2.png"), labels_of({"100"}));
}

TEST_F(Sbd, GoesOnWhereItWasStopped) {
  std::atomic<int> asked = 0;
  job.stop = [&] { return ++asked > 2; };
  const auto stopped = merge();
  EXPECT_TRUE(stopped.stopped);
  EXPECT_EQ(stopped.written, 2u);
  EXPECT_EQ(stopped.trainaug, 0u);
  EXPECT_FALSE(fs::exists(voc.root / "ImageSets/Segmentation/trainaug.txt"));
  job.stop = [] { return false; };
  EXPECT_EQ(merge().written, 2u);
  EXPECT_EQ(list(), "new_1\nnew_2\nold_train\n");
}

TEST_F(Sbd, TellsHowFarItIs) {
  std::vector<std::size_t> told;
  job.on_progress = [&](std::size_t done, std::size_t total) {
    EXPECT_EQ(total, 4u);
    told.push_back(done);
  };
  merge();
  EXPECT_THAT(told, testing::ElementsAre(1, 2, 3, 4));
}

TEST_F(Sbd, PicturesWithoutAPhotographAreAnErrorUnlessAllowed) {
  fs::remove(voc.root / "JPEGImages/new_1.jpg");
  EXPECT_THAT(error(), Tells("1 of the 4 pictures", "new_1.jpg"));
  job.allow_missing = true;
  const auto report = merge();
  EXPECT_EQ(report.missing, 1u);
  EXPECT_EQ(report.pictures, 3u);
  EXPECT_EQ(list(), "new_2\nold_train\n");
}

TEST_F(Sbd, LabelsOfAnotherSizeThanTheirPhotographAreTold) {
  voc.add_picture("new_1", {20, 30});
  EXPECT_THAT(error(), Tells("new_1.mat", "3 x 2", "30 x 20"));
}

TEST_F(Sbd, AMissingLabelFileIsTold) {
  fs::remove(sbd / "cls/new_1.mat");
  EXPECT_THAT(error(), Tells("cls/new_1.mat"));
}

TEST_F(Sbd, ABrokenLabelFileIsTold) {
  write_file(sbd / "inst/new_2.mat", "nothing of the kind");
  EXPECT_THAT(error(), Tells("inst/new_2.mat", "no MATLAB level 5 file"));
}

TEST_F(Sbd, APictureOfVocsTrainThatNobodyLabelsIsTold) {
  voc.list("train", {"old_train", "unheard_of"});
  EXPECT_THAT(error(), Tells("train.txt", "unheard_of"));
}

TEST_F(Sbd, MissingListsAndFoldersAreTold) {
  fs::remove(sbd / "val.txt");
  EXPECT_THAT(error(), Tells("dataset/val.txt"));
  job.voc = folder / "nowhere";
  EXPECT_THAT(error(), Tells("nowhere", "not VOC 2012"));
}

TEST_F(Sbd, VocWithoutObjectsTakesThoseOfSbd) {
  fs::remove_all(voc.root / "SegmentationObject");
  merge();
  EXPECT_EQ(merged("SegmentationObjectAug/old_train.png"), labels_of({"011"}));
}

}  // namespace
}  // namespace panet
