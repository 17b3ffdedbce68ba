#include <nlohmann/json.hpp>

#include "dataset/coco_dataset.h"
#include "image/mask.h"
#include "panet/base/note.h"
#include "panet/dataset/open_dataset.h"
#include "panet/image/encode.h"
#include "support.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::error_of;
using test::Tells;
using test::write_file;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// Folders as programs export COCO's format.
struct CocoLayouts : testing::Test {
  // A json that lists pictures of 2 x 2 pixels, each with an object of class "mug".
  void add_json(const fs::path& name, const std::vector<std::string>& pictures) const {
    json content = {{"images", json::array()},
                    {"annotations", json::array()},
                    {"categories", {{{"id", 1}, {"name", "mug"}}}}};
    for (const auto& picture : pictures) {
      const auto id = content["images"].size() + 1;
      content["images"].push_back(
          {{"id", id}, {"file_name", picture}, {"width", 2}, {"height", 2}});
      content["annotations"].push_back({{"id", id},
                                        {"image_id", id},
                                        {"category_id", 1},
                                        {"segmentation", {{0, 0, 2, 0, 2, 1, 0, 1}}}});
    }
    write_file(folder / name, content.dump());
  }
  void add_picture(const fs::path& name, uint8_t grey = 90) const {
    fs::create_directories((folder / name).parent_path());
    encode_picture(folder / name, Picture::filled({2, 2}, {grey, grey, grey}));
  }

  std::unique_ptr<Dataset> open(const std::optional<std::string>& set = {}) const {
    return open_coco_dataset(folder.path(), {.image_set = set});
  }
  std::string error(const std::optional<std::string>& set = {}) const {
    return error_of([&] { open(set); });
  }
  // The grey of the only picture.
  int grey(const std::optional<std::string>& set = {}) const {
    return open(set)->picture(0).at(0, 0)[0];
  }

  test::TemporaryFolder folder;
  std::vector<std::string> notes;
  NoteListener listener{[this](const std::string& text) { notes.push_back(text); }};
};

TEST_F(CocoLayouts, OfCvatIsReadWithoutSayingItsOnlySet) {
  add_json("annotations/instances_default.json", {"a.png"});
  add_picture("images/a.png");
  EXPECT_EQ(dataset_kind_of(folder.path()), DatasetKind::kCoco);
  const auto dataset = open();
  EXPECT_EQ(dataset->image_set(), "default");
  EXPECT_EQ(count(read_labelled_picture(*dataset, 0).labels.masks.at(1)), 2);
  EXPECT_THAT(error("val"), Tells("no image set val", "there are: default"));
  EXPECT_THAT(notes, IsEmpty());
}

TEST_F(CocoLayouts, OfRoboflowHasASetInEachFolder) {
  for (const std::string set : {"train", "valid", "test"}) {
    add_json(set + "/_annotations.coco.json", {"a.png"});
    add_picture(set + "/a.png", set == "train" ? 10 : set == "valid" ? 20 : 30);
  }
  EXPECT_EQ(dataset_kind_of(folder.path()), DatasetKind::kCoco);
  EXPECT_EQ(grey("train"), 10);
  EXPECT_EQ(grey("test"), 30);
  EXPECT_EQ(open()->image_set(), "valid");
  EXPECT_EQ(grey(), 20);
  EXPECT_THAT(error("other"), Tells("there are: test, train, valid"));
  fs::remove(folder / "train/a.png");
  EXPECT_THAT(error("train"), Tells("1 of the 1", "train/a.png")) << "those of others are not its";
}

TEST_F(CocoLayouts, OfRoboflowIsReadFromOneFolderToo) {
  add_json("_annotations.coco.json", {"a.png"});
  add_picture("a.png", 40);
  EXPECT_EQ(dataset_kind_of(folder.path()), DatasetKind::kCoco);
  EXPECT_EQ(grey(), 40);
}

TEST_F(CocoLayouts, OfLabelStudioOnWindows) {
  add_json("result.json", {"images\\1/a.png"});
  add_picture("images/A.png", 50);
  EXPECT_EQ(dataset_kind_of(folder.path()), DatasetKind::kCoco);
  EXPECT_EQ(grey(), 50);
  ASSERT_THAT(notes, testing::Not(IsEmpty()));
  EXPECT_THAT(notes[0],
              Tells("result.json", "1 picture(s)", "\"images\\1/a.png\" is images/A.png"));
}

TEST_F(CocoLayouts, SetsOfOneNameAreToldApartByTheirFolders) {
  for (const std::string set : {"a", "b"}) {
    add_json(set + "/annotations/instances_default.json", {"p.png"});
    add_picture(set + "/images/p.png", set == "a" ? 10 : 20);
  }
  EXPECT_EQ(grey("a"), 10);
  EXPECT_EQ(grey("b/annotations/instances_default.json"), 20);
  EXPECT_THAT(error(), Tells("several image sets", "image-set",
                             "a/annotations/instances_default, b/annotations/instances_default"));
}

TEST_F(CocoLayouts, AFileMayBeNamedAfterItsSetInManyWays) {
  add_picture("train/a.png", 10);
  add_picture("other/a.png", 20);
  for (const std::string name :
       {"train.json", "annotations/train.json", "annotations_train.json", "coco_train.json",
        "train_annotations.json", "train.coco.json", "train_coco.JSON", "train/annotations.json"}) {
    add_json(name, {"a.png"});
    EXPECT_EQ(grey("Train"), 10) << name;
    EXPECT_EQ(grey(), 10) << name << ", the only set";
    fs::remove(folder / name);
  }
}

TEST_F(CocoLayouts, APictureIsLookedForWhereProgramsPutIt) {
  for (const std::string place : {"val/a.png", "images/val/a.png", "images/a.png", "data/a.png",
                                  "a.png", "annotations/a.png"}) {
    add_json("annotations/val.json", {"a.png"});
    add_picture(place, 60);
    EXPECT_EQ(grey("val"), 60) << place;
    EXPECT_THAT(notes, IsEmpty()) << place;
    fs::remove(folder / place);
    EXPECT_THAT(error("val"), Tells(place)) << "where it was looked for";
  }
}

TEST_F(CocoLayouts, ANameMayHoldTheFolderAndWindowsSeparators) {
  add_picture("val2017/sub/a.png", 70);
  for (const std::string name : {"val2017/sub/a.png", "sub/a.png", "sub\\a.png", "./sub/a.png"}) {
    add_json("annotations/instances_val2017.json", {name});
    EXPECT_EQ(grey(), 70) << name;
    EXPECT_THAT(notes, IsEmpty()) << name;
  }
}

TEST_F(CocoLayouts, ANameIsFoundInAnotherSpellingWhereOneFileFits) {
  add_picture("val/Ka\u0308se 1.PNG", 80);  // decomposed, as a Mac wrote it
  for (const std::string name : {"K\u00e4se 1.png", "C:\\photos\\K\u00e4se 1.png",
                                 "https://host/x/K%C3%A4se%201.png?key=a/b"}) {
    add_json("annotations/instances_val.json", {name});
    EXPECT_EQ(grey(), 80) << name;
  }
  EXPECT_THAT(notes, SizeIs(3));
  add_picture("elsewhere/k\u00e4se 1.png", 81);
  EXPECT_THAT(error(), Tells("1 of the 1", "val/Ka\u0308se 1.PNG", "elsewhere/k\u00e4se 1.png",
                             "which is meant cannot be told"));
  add_json("annotations/instances_val.json", {"VAL/K\u00e4se 1.png"});
  EXPECT_EQ(grey(), 80) << "more of the components are the same";
}

TEST_F(CocoLayouts, LinksAreFollowedWhereAPictureIsLookedForAndNowhereElse) {
  const test::TemporaryFolder elsewhere;
  encode_picture(elsewhere / "A.png", Picture::filled({2, 2}, {90, 90, 90}));
  add_json("annotations/instances_val.json", {"a.png"});
  fs::create_directory_symlink(elsewhere.path(), folder / "other");
  fs::create_directory_symlink("..", folder / "annotations/loop");
  EXPECT_THAT(error(), Tells("1 of the 1"));
  fs::create_directory_symlink(elsewhere.path(), folder / "val");
  EXPECT_EQ(grey(), 90);
}

TEST_F(CocoLayouts, AFileIsTakenForOnePictureOnly) {
  add_json("annotations/instances_val.json", {"a.png", "A.png", "x/B.png", "y/B.png"});
  add_picture("val/a.png");
  add_picture("val/b.png");
  EXPECT_THAT(error(), Tells("3 of the 4 listed pictures are missing", "A.png"));
}

TEST_F(CocoLayouts, AMissingFileNameIsTakenFromTheAddress) {
  add_json("annotations/instances_val.json", {"a.png"});
  auto content = json::parse(test::read_file(folder / "annotations/instances_val.json"));
  content["images"][0].erase("file_name");
  content["images"][0]["coco_url"] = "http://images.cocodataset.org/val/a.png";
  write_file(folder / "annotations/instances_val.json", content.dump());
  add_picture("val/a.png");
  EXPECT_THAT(open()->picture_names(), ElementsAre("a"));
}

TEST_F(CocoLayouts, ReadsWhatIsKnownByItsKeysAlone) {
  write_file(folder / "list.json", "[{\"images\": 1, \"annotations\": 2, \"categories\": 3}]");
  write_file(folder / "deep.json", R"({"x": {"images": [], "annotations": [], "categories": []}})");
  write_file(folder / "text.json",
             R"({"x": "\"images\": 1, \"annotations\": 1, \"categories\": 1"})");
  write_file(folder / "labelme.json",
             R"({"shapes": [], "images": [], "annotations": [], "categories": []})");
  write_file(folder / "brackets.json", std::string(1'000'000, '['));
  write_file(folder / "broken.json", "{\"images");
  write_file(folder / "a/b/c/d/deep.json",
             R"({"images": [], "annotations": [], "categories": []})");
  EXPECT_EQ(dataset_kind_of(folder.path()), DatasetKind::kFolder);
  write_file(folder / "a/b/c/x.JSON",
             "\xEF\xBB\xBF {\"a\": [\"{\", {\"b\": \"\\\\\"}], \"categories\": [], \"images\": [], "
             "\"annotations\" : []}");
  EXPECT_EQ(dataset_kind_of(folder.path()), DatasetKind::kCoco);
}

TEST_F(CocoLayouts, WhatPanetWroteAndFoldersOfAnnotatedPicturesAreNotTakenForIt) {
  write_file(folder / "found.json",
             R"({"panet": "1", "images": [], "annotations": [], "categories": []})");
  EXPECT_EQ(dataset_kind_of(folder.path()), DatasetKind::kFolder);
  add_json("exported.json", {"a.png"});
  EXPECT_EQ(dataset_kind_of(folder.path()), DatasetKind::kCoco);
  write_file(folder / "mug/1.jpg", "");
  write_file(folder / "mug/1.png", "");
  EXPECT_EQ(dataset_kind_of(folder.path()), DatasetKind::kFolder);
}

}  // namespace
}  // namespace panet
