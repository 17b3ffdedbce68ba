#include <nlohmann/json.hpp>

#include "image/png.h"
#include "mat_writer.h"
#include "program.h"
#include "support.h"
#include "voc_tree.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using test::labels_of;
using test::read_file;
using test::run_panet;
using test::run_shell;
using test::Tells;
using test::TemporaryFolder;
using test::write_file;
using testing::HasSubstr;
using testing::Not;

struct DataCommand : testing::Test {
  DataCommand() {
    voc.add("old", {"01x"});
    voc.list("train", {"old"});
    voc.list("val", {"other"});
    voc.add_picture("new", {1, 3});
    write_file(folder / "sbd/train.txt", "new\n");
    write_file(folder / "sbd/val.txt", "old\n");
    add_to_sbd("new");
    add_to_sbd("old");
  }

  void add_to_sbd(const std::string& id) const {
    test::write_mat(folder / "sbd/cls" / (id + ".mat"), "GTcls", labels_of({"022"}));
    test::write_mat(folder / "sbd/inst" / (id + ".mat"), "GTinst", labels_of({"012"}));
  }

  test::Outcome panet(const std::string& arguments) const {
    return run_panet(folder.path(), "data " + arguments);
  }

  TemporaryFolder folder;
  test::VocTree voc = {folder / "VOC2012"};
};

TEST_F(DataCommand, VocAddsSbd) {
  const auto done = panet("voc --sbd sbd --voc VOC2012");
  ASSERT_EQ(done.exit_code, 0) << done.error;
  EXPECT_THAT(done.output, Tells("2 pictures, 1 of them with VOC's own labels; 2 are new",
                                 "trainaug.txt: 2 pictures"));
  EXPECT_EQ(done.error, "");
  EXPECT_EQ(read_png(voc.root / "SegmentationObjectAug/new.png").labels, labels_of({"012"}));
  EXPECT_EQ(read_file(voc.root / "ImageSets/Segmentation/trainaug.txt"), "new\nold\n");
  EXPECT_THAT(panet("voc --sbd sbd --voc VOC2012").output, HasSubstr("0 are new"));
}

TEST_F(DataCommand, VocKeepsAListOfOtherPictures) {
  const auto list = voc.root / "ImageSets/Segmentation/trainaug.txt";
  write_file(list, "new\n");
  const auto refused = panet("voc --sbd sbd --voc VOC2012");
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.error, Tells("trainaug.txt", "holds other pictures", "--overwrite"));
  EXPECT_EQ(read_file(list), "new\n");
  EXPECT_FALSE(fs::exists(voc.root / "SegmentationClassAug"));
  EXPECT_EQ(panet("voc --sbd sbd --voc VOC2012 --overwrite").exit_code, 0);
  EXPECT_EQ(read_file(list), "new\nold\n");
}

TEST_F(DataCommand, VocTellsWhatIsWrong) {
  write_file(folder / "sbd/inst/new.mat", "no label file");
  const auto broken = panet("voc --sbd sbd --voc VOC2012");
  EXPECT_EQ(broken.exit_code, 1);
  EXPECT_THAT(broken.error, Tells("inst/new.mat", "MATLAB"));
  EXPECT_EQ(panet("voc --voc VOC2012").exit_code, 2);
}

TEST_F(DataCommand, VocLeavesMissingPicturesOutWhereAsked) {
  fs::remove(voc.root / "JPEGImages/new.jpg");
  EXPECT_THAT(panet("voc --sbd sbd --voc VOC2012").error, Tells("new.jpg", "--allow-missing"));
  const auto done = panet("voc --sbd sbd --voc VOC2012 --allow-missing");
  EXPECT_EQ(done.exit_code, 0);
  EXPECT_THAT(done.error, HasSubstr("left out: 1 picture"));
}

TEST_F(DataCommand, VocGoesOnAfterAnInterrupt) {
  std::string list;
  for (int i = 0; i < 500; ++i) {
    const auto id = "many" + std::to_string(i);
    fs::create_hard_link(voc.root / "JPEGImages/new.jpg", voc.root / "JPEGImages" / (id + ".jpg"));
    fs::create_hard_link(folder / "sbd/cls/new.mat", folder / "sbd/cls" / (id + ".mat"));
    fs::create_hard_link(folder / "sbd/inst/new.mat", folder / "sbd/inst" / (id + ".mat"));
    list += id + "\n";
  }
  write_file(folder / "sbd/train.txt", list);
  const auto stopped = run_shell(folder.path(), R"sh(
"$PANET" data voc --sbd sbd --voc VOC2012 & program=$!
until [ -n "$(ls VOC2012/SegmentationObjectAug 2>/dev/null)" ] || ! kill -0 $program; do sleep 0.01; done
kill -TERM $program
wait $program)sh");
  EXPECT_EQ(stopped.exit_code, 130);
  EXPECT_THAT(stopped.error, Tells("interrupted after", "the same command goes on"));
  EXPECT_FALSE(fs::exists(voc.root / "ImageSets/Segmentation/trainaug.txt"));
  EXPECT_EQ(panet("voc --sbd sbd --voc VOC2012").exit_code, 0);
  EXPECT_TRUE(fs::exists(voc.root / "SegmentationClassAug/many499.png"));
}

struct DataCheck : testing::Test {
  DataCheck() {
    const test::VocTree pictures = {folder.path()};
    for (const std::string name : {"1", "2", "3"}) {
      pictures.add(name, {"0110", "0000"}, "JPEGImages");
      fs::create_directories(folder / "own/cat");
      for (const std::string ending : {".jpg", ".png"})
        fs::rename(folder / "JPEGImages" / (name + ending), folder / "own/cat" / (name + ending));
    }
  }

  test::Outcome check(const std::string& arguments) const {
    return run_panet(folder.path(), "data check " + arguments);
  }

  TemporaryFolder folder;
};

TEST_F(DataCheck, PrintsATableOfTheClasses) {
  const auto done = check("own --shots 2");
  ASSERT_EQ(done.exit_code, 0) << done.output << done.error;
  EXPECT_THAT(done.output, Tells("class", "split", "pictures", "cat", "all", "25.00",
                                 "3 picture(s), no problem"));
}

TEST_F(DataCheck, ShowReplacesItsPicturesButNotThoseOfTheDataSet) {
  const auto show = [&](const std::string& out) {
    return run_panet(folder.path(), "data show own --episodes 1 --out " + out);
  };
  EXPECT_EQ(show("own/sheet.jpg").exit_code, 0);
  EXPECT_EQ(show("own/sheet.jpg").exit_code, 0);
  const auto before = read_file(folder / "own/cat/1.jpg");
  for (const std::string out : {"own/cat/1.jpg", "own/cat/1.jpg --overwrite"})
    EXPECT_THAT(show(out).error, Tells("own/cat/1.jpg would be overwritten")) << out;
  EXPECT_EQ(read_file(folder / "own/cat/1.jpg"), before);
}

TEST_F(DataCheck, ListsAllProblems) {
  write_file(folder / "own/cat/1.jpg", "broken");
  write_file(folder / "own/cat/2.png", "broken");
  const auto done = check("own");
  EXPECT_EQ(done.exit_code, 1);
  EXPECT_THAT(done.output,
              Tells("3 picture(s), 3 problem(s)", "1.jpg", "2.png", "class cat: 1 picture(s)"));
}

TEST_F(DataCheck, ReadsWhatCvatExportsAndTellsOfBoxesAlone) {
  fs::create_directories(folder / "cvat/images");
  fs::copy(folder / "own/cat/1.jpg", folder / "cvat/images/a.jpg");
  const std::string json =
      R"({"images": [{"id": 1, "file_name": "a.jpg", "width": 4, "height": 2}],)"
      R"( "categories": [{"id": 7, "name": "cup"}], "annotations": [)"
      R"({"id": 1, "image_id": 1, "category_id": 7, "segmentation": [[0, 0, 2, 0, 2, 2, 0, 2]]},)"
      R"({"id": 2, "image_id": 1, "category_id": 7, "bbox": [0, 0, 2, 2], "segmentation": []}]})";
  write_file(folder / "cvat/annotations/instances_default.json", json);
  const auto done = check("cvat");
  EXPECT_THAT(done.output, Tells("cup", "50.00", "1 picture(s), 1 problem(s)", "5 shot(s)"));
  EXPECT_THAT(done.error, Tells("1 of 2 annotations have no outline"));
  EXPECT_THAT(check("cvat --image-set val").error, Tells("no image set val", "default"));
}

TEST_F(DataCheck, PrintsJsonForPrograms) {
  const auto done = check("own --json");
  EXPECT_EQ(done.exit_code, 1) << "too few pictures for five shots";
  const auto found = nlohmann::json::parse(done.output);
  EXPECT_EQ(found["pictures"], 3);
  EXPECT_EQ(found["classes"][0]["name"], "cat");
  EXPECT_EQ(found["classes"][0]["split"], "all");
  EXPECT_EQ(found["classes"][0]["median_area"], 0.25);
  EXPECT_EQ(found["problems"].size(), 1u);
}

TEST_F(DataCheck, TakesTheOptionsOfDataSets) {
  const test::VocTree voc = {folder / "VOC2012"};
  voc.add("a", {"01"});
  voc.list("mine", {"a", "gone"});
  const auto missing = check("VOC2012 --dataset voc --image-set mine");
  EXPECT_THAT(missing.output, Tells("2 picture(s)", "gone.jpg"));
  const auto left_out = check("VOC2012 --image-set mine --allow-missing");
  EXPECT_THAT(left_out.output, Tells("1 picture(s)", "tvmonitor"));
  EXPECT_THAT(left_out.output, Not(HasSubstr("gone.jpg")));
  EXPECT_THAT(check("VOC2012 --image-set yours").error, Tells("yours.txt", "mine"));
  EXPECT_THAT(check("--label 7 own").output, Tells("label 7"));
  write_file(folder / "classes.txt", "dog\n");
  EXPECT_THAT(check("own --classes classes.txt").error, Tells("dog"));
}

TEST_F(DataCheck, WrongOptionsAreUsageErrors) {
  for (const std::string arguments :
       {"", "own --dataset pascal", "own --folds random", "own --label many", "own --shots 0"})
    EXPECT_EQ(check(arguments).exit_code, 2) << arguments;
  EXPECT_EQ(check("nowhere").exit_code, 1);
  EXPECT_EQ(run_panet(folder.path(), "data").exit_code, 2);
}

TEST_F(DataCheck, HelpTeachesByExample) {
  for (const std::string command : {"data", "data voc", "data check"}) {
    const auto help = run_panet(folder.path(), command + " --help");
    EXPECT_EQ(help.exit_code, 0);
    EXPECT_THAT(help.output, Tells("Example", "panet data"));
  }
}

}  // namespace
}  // namespace panet
