#include "serve/formats/import.h"

#include <fmt/format.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "image/mask.h"
#include "image/png.h"
#include "panet/base/error.h"
#include "panet/image/encode.h"
#include "serve/formats/export.h"
#include "serve/formats/import_summary.h"
#include "toy_project.h"
#include "zip_files.h"

namespace panet::serve {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using panet::test::error_of;
using panet::test::Tells;
using panet::test::write_file;
using test::box;
using test::box_mask;
using test::kToySize;
using test::ToyProject;
using test::zip_files;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<std::string> skipped(const ImportReport& report) {
  std::vector<std::string> lines;
  for (const auto& [name, reason] : report.skipped) lines.push_back(name + ": " + reason);
  return lines;
}

Mask mask_of(ToyProject& project, PictureId picture, ClassId class_id) {
  for (auto& standing : project->masks(picture))
    if (standing.class_id == class_id) return std::move(standing.mask);
  return Mask(kToySize);
}

void write_mask(const fs::path& path, const Mask& mask) {
  fs::create_directories(path.parent_path());
  write_index_png(path, mapped<Labels>(mask, [](uint8_t pixel) { return pixel; }),
                  {{0, 0, 0}, {255, 255, 255}});
}

class ImportTest : public testing::Test {
 protected:
  ImportReport imported(ImportFormat format, const fs::path& path) {
    return import_annotations(*project, format, path);
  }

  fs::path folder() const { return project.folder() / "annotations"; }

  ToyProject project;
  std::vector<PictureId> pictures = project.add({"a.png", "kitchen/b.png", "kitchen/c.png"});
  PictureId a = pictures[0], b = pictures[1], c = pictures[2];
  ClassId mug = project->add_class("mug", {}, false).id;
};

TEST(ParseImport, SaysWhatAndWhere) {
  const auto coco = parse_import("coco=a=b.json");
  EXPECT_EQ(coco.format, ImportFormat::kCoco);
  EXPECT_EQ(coco.path, "a=b.json");
  for (const auto* text : {"", "coco", "coco=", "=a.json", "voc=a"})
    EXPECT_THAT(error_of([&] { parse_import(text); }), Tells("segment=FOLDER")) << text;
}

TEST_F(ImportTest, MasksScribblesAndBoxesAreTheOneClass) {
  write_mask(folder() / "a.mask.png", box_mask(1, 9, 1, 9));
  write_file(folder() / "kitchen/b.box.txt", "3 2 9 8\n");
  Labels strokes = Labels::filled(kToySize, 255);
  strokes.at(3, 3) = 1;
  strokes.at(9, 9) = 0;
  write_index_png(folder() / "kitchen/c.scribble.png", strokes, voc_palette());
  const auto report = imported(ImportFormat::kMasks, folder());
  EXPECT_THAT(skipped(report), IsEmpty());
  EXPECT_EQ(report.imported, 3);
  EXPECT_EQ(mask_of(project, a, mug), box_mask(1, 9, 1, 9));
  EXPECT_EQ(mask_of(project, b, mug), box_mask(2, 8, 3, 9));
  EXPECT_EQ(project->picture(b).status, Status::kMended);
  const auto painting = project->painting(c, mug);
  EXPECT_FALSE(is_exact(*painting));
  EXPECT_EQ(object_of(*painting), box_mask(3, 4, 3, 4));
  EXPECT_EQ(surroundings_of(*painting), box_mask(9, 10, 9, 10));
}

TEST_F(ImportTest, FoldersOfClassesAreTakenForTheirClasses) {
  write_mask(folder() / "Mug/a.mask.png", box_mask(1, 9, 1, 9));
  write_mask(folder() / "spoon/b.mask.png", box_mask(2, 9, 1, 9));
  EXPECT_THAT(skipped(imported(ImportFormat::kMasks, folder())), IsEmpty());
  ASSERT_THAT(project->classes(), SizeIs(2));
  EXPECT_EQ(mask_of(project, a, mug), box_mask(1, 9, 1, 9));
  EXPECT_EQ(mask_of(project, b, project->classes()[1].id), box_mask(2, 9, 1, 9));
}

TEST_F(ImportTest, TheFoldersOfASupportFolderAreTheClassesEvenWherePicturesLieInThem) {
  write_mask(folder() / "kitchen/b.mask.png", box_mask(2, 9, 1, 9));
  EXPECT_THAT(skipped(imported(ImportFormat::kMasks, folder())), IsEmpty()) << "the one class";
  EXPECT_THAT(project->classes(), SizeIs(1));
  EXPECT_THAT(skipped(imported(ImportFormat::kClasses, folder())), IsEmpty());
  ASSERT_THAT(project->classes(), SizeIs(2));
  EXPECT_EQ(project->classes()[1].name, "kitchen");
  EXPECT_EQ(mask_of(project, b, project->classes()[1].id), box_mask(2, 9, 1, 9));
}

TEST_F(ImportTest, OfSeveralClassesAMaskHasToTellItsOwn) {
  project->add_class("spoon", {}, false);
  write_mask(folder() / "a.mask.png", box_mask(1, 9, 1, 9));
  EXPECT_THAT(skipped(imported(ImportFormat::kMasks, folder())),
              ElementsAre(Tells("a.mask.png", "of which class")));
}

TEST_F(ImportTest, WhatAPersonSaidHereIsLeftAsItIs) {
  project->edit(a, mug, {box(5, 6, 5, 6)});
  write_mask(folder() / "a.mask.png", box_mask(1, 9, 1, 9));
  const auto report = imported(ImportFormat::kMasks, folder());
  EXPECT_EQ(report.imported, 0);
  EXPECT_THAT(skipped(report), ElementsAre(Tells("a.mask.png", "left as it is")));
  EXPECT_EQ(mask_of(project, a, mug), box_mask(5, 6, 5, 6));
}

// As most programs lay them out: images/ and masks/.
TEST_F(ImportTest, AMaskMayLieFarFromItsPicture) {
  write_mask(folder() / "mug/a.png", box_mask(1, 9, 1, 9));
  write_mask(folder() / "mug/b_mask.png", box_mask(1, 9, 1, 9));
  const auto report = imported(ImportFormat::kMasks, folder());
  EXPECT_EQ(mask_of(project, a, mug), box_mask(1, 9, 1, 9));
  EXPECT_EQ(report.imported, 1);
  EXPECT_THAT(skipped(report), ElementsAre(Tells("mug/b_mask.png", "no picture of the project")));
}

TEST_F(ImportTest, PicturesOfTheProjectAreNoMasksOfTheirOwn) {
  project.close();
  encode_picture(project.photos() / "d.png", Picture(kToySize));
  encode_picture(project.photos() / "e.mask.png", Picture(kToySize));
  project.open();
  project->add_pictures({{"d.png", 5, 5}, {"e.mask.png", 5, 5}});
  write_mask(project.photos() / "f.mask.png", box_mask(1, 9, 1, 9));
  EXPECT_THAT(skipped(imported(ImportFormat::kMasks, project.photos())),
              Not(testing::Contains(Tells("d.png"))));
}

TEST_F(ImportTest, WhatDoesNotFitIsSkippedWithTheReason) {
  write_mask(folder() / "a.mask.png", Mask::filled({3, 4}, 1));
  write_mask(folder() / "x.mask.png", box_mask(1, 9, 1, 9));
  write_file(folder() / "kitchen/b.mask.png", "no PNG");
  write_file(folder() / "kitchen/c.json", R"({"shapes": []})");
  EXPECT_THAT(skipped(imported(ImportFormat::kMasks, folder())),
              ElementsAre(Tells("a.mask.png", "4 x 3", "30 x 20"),
                          Tells("x.mask.png", "no picture of the project"), Tells("b.mask.png"),
                          Tells("kitchen/c.json", "no shape")));
}

TEST_F(ImportTest, PicturesThatWereNotLookedAtAreDecoded) {
  project.close();
  encode_picture(project.photos() / "d.png", Picture(kToySize));
  project.open();
  project->add_pictures({{"d.png", 5, 5}});
  write_mask(folder() / "d.mask.png", box_mask(1, 9, 1, 9));
  EXPECT_THAT(skipped(imported(ImportFormat::kMasks, folder())), IsEmpty());
  EXPECT_EQ(project->pictures({.search = "d.png"}).pictures.at(0).status, Status::kMended);
}

// What is exported is imported into a project of the same pictures.
class RoundTrip : public ImportTest {
 protected:
  RoundTrip() {
    const ClassId spoon = project->add_class("t\xc3\xb6pf", {}, false).id;
    masks.push_back(box_mask(1, 9, 1, 9) & ~box_mask(3, 5, 3, 5));
    masks.push_back(box_mask(8, 15, 5, 20) | box_mask(17, 18, 3, 4));
    for (const PictureId picture : {a, b}) {
      project->import_painting(picture, mug, painting_of(masks[0]));
      project->import_painting(picture, spoon, painting_of(masks[1]));
    }
    other.add({"a.png", "kitchen/b.png", "kitchen/c.png"});
  }

  std::string exported(ExportFormat format) {
    std::string bytes;
    export_project(*project, {.format = format, .pieces = {5}},
                   [&](std::span<const std::byte> chunk) {
                     bytes.append(reinterpret_cast<const char*>(chunk.data()), chunk.size());
                   });
    return bytes;
  }

  void expect_equal() {
    for (const auto& row : other->classes()) {
      const auto& mask = row.name == "mug" ? masks[0] : masks[1];
      for (const PictureId picture : {a, b}) EXPECT_EQ(mask_of(other, picture, row.id), mask);
    }
    EXPECT_THAT(other->classes(), SizeIs(2));
  }

  std::vector<Mask> masks;
  ToyProject other;
};

TEST_F(RoundTrip, Coco) {
  write_file(folder() / "coco.json", exported(ExportFormat::kCoco));
  const auto report = import_annotations(*other, ImportFormat::kCoco, folder() / "coco.json");
  EXPECT_THAT(skipped(report), IsEmpty());
  EXPECT_EQ(report.imported, 4);
  expect_equal();
}

TEST_F(RoundTrip, Labelme) {
  for (const auto& [name, content] : zip_files(exported(ExportFormat::kLabelme)))
    write_file(folder() / name, content);
  const auto report = import_annotations(*other, ImportFormat::kMasks, folder());
  EXPECT_THAT(skipped(report), IsEmpty());
  expect_equal();
}

TEST_F(RoundTrip, CocoOfAnotherSizeOrPictureIsSkipped) {
  auto coco = json::parse(exported(ExportFormat::kCoco));
  for (auto& image : coco["images"])
    if (image["file_name"] == "a.png") {
      image["file_name"] = "else/where.png";
    } else {
      image["width"] = 31;
    }
  for (auto& annotation : coco["annotations"]) annotation["segmentation"] = {{1, 1, 5, 1, 5, 5}};
  write_file(folder() / "coco.json", coco.dump());
  EXPECT_THAT(skipped(import_annotations(*other, ImportFormat::kCoco, folder() / "coco.json")),
              testing::UnorderedElementsAre(Tells("else/where.png", "no picture of the project"),
                                            Tells("kitchen/b.png", "31 x 20", "30 x 20")));
}

TEST_F(RoundTrip, CocoWithABrokenOutlineIsSkippedForItsClassAlone) {
  auto coco = json::parse(exported(ExportFormat::kCoco));
  auto& broken = coco["annotations"][0];
  broken["segmentation"] = {{"size", {1, 1}}, {"counts", {1}}};
  write_file(folder() / "coco.json", coco.dump());
  const auto report = import_annotations(*other, ImportFormat::kCoco, folder() / "coco.json");
  EXPECT_THAT(skipped(report),
              ElementsAre(Tells(fmt::format("annotation {}", broken["id"].get<int>()))));
  EXPECT_EQ(report.imported, 3);
}

TEST_F(RoundTrip, CocoWithNamesFromElsewhereAndStraysGivesAllOthers) {
  auto coco = json::parse(exported(ExportFormat::kCoco));
  for (auto& image : coco["images"])
    image["file_name"] = "/data/" + image["file_name"].get<std::string>();
  auto stray = coco["annotations"][0];
  stray["id"] = 1000;
  stray["category_id"] = 77;
  coco["annotations"].push_back(stray);
  write_file(folder() / "coco.json", coco.dump());
  const auto report = import_annotations(*other, ImportFormat::kCoco, folder() / "coco.json");
  EXPECT_THAT(skipped(report), ElementsAre(Tells("coco.json", "1 annotation", "not listed")));
  EXPECT_EQ(report.imported, 4);
  expect_equal();
}

// Most programs that write COCO do not turn pictures.
TEST_F(RoundTrip, CocoOfPicturesThatLieOnTheirSideTellsWhy) {
  auto coco = json::parse(exported(ExportFormat::kCoco));
  for (auto& image : coco["images"]) std::swap(image["width"], image["height"]);
  write_file(folder() / "coco.json", coco.dump());
  EXPECT_THAT(skipped(import_annotations(*other, ImportFormat::kCoco, folder() / "coco.json")),
              testing::Each(Tells("20 x 30", "30 x 20", "EXIF")));
}

// Frames of several videos.
TEST_F(RoundTrip, CocoWithPicturesOfOneNameInFoldersThatAreNotHereIsSkippedForThese) {
  auto coco = json::parse(exported(ExportFormat::kCoco));
  for (auto& image : coco["images"])
    image["file_name"] = image["file_name"] == "a.png" ? "train/a.png" : "val/a.png";
  write_file(folder() / "coco.json", coco.dump());
  const auto report = import_annotations(*other, ImportFormat::kCoco, folder() / "coco.json");
  EXPECT_EQ(report.imported, 0);
  EXPECT_THAT(skipped(report), testing::UnorderedElementsAre(
                                   Tells("train/a.png", "several pictures", "called a.png"),
                                   Tells("val/a.png", "several pictures", "called a.png")));
}

TEST_F(RoundTrip, CocosCategoriesThatAreOneClassAreTakenTogether) {
  auto coco = json::parse(exported(ExportFormat::kCoco));
  for (auto& category : coco["categories"])
    category["name"] = category["name"] == "mug" ? "mug" : "MUG";
  write_file(folder() / "coco.json", coco.dump());
  const auto report = import_annotations(*other, ImportFormat::kCoco, folder() / "coco.json");
  EXPECT_THAT(skipped(report), IsEmpty());
  ASSERT_THAT(other->classes(), SizeIs(1));
  EXPECT_EQ(mask_of(other, a, other->classes()[0].id), masks[0] | masks[1]);
}

TEST_F(RoundTrip, CocosBoxesWithoutAnOutlineAreTold) {
  auto coco = json::parse(exported(ExportFormat::kCoco));
  coco["annotations"][0]["segmentation"] = json::array();
  write_file(folder() / "coco.json", coco.dump());
  const auto report = import_annotations(*other, ImportFormat::kCoco, folder() / "coco.json");
  EXPECT_THAT(skipped(report), ElementsAre(Tells("coco.json", "1 annotation", "no outline")));
}

TEST_F(RoundTrip, MasksThatWereSavedAgainAreFoundByTheirNames) {
  for (const auto& [name, content] : zip_files(exported(ExportFormat::kMasks)))
    write_file(folder() / name, content);
  write_mask(folder() / "mug/kitchen/b.png", masks[0]);
  const auto report = import_annotations(*other, ImportFormat::kClasses, folder());
  EXPECT_THAT(skipped(report), IsEmpty());
  EXPECT_EQ(report.imported, 4);
  expect_equal();
}

// A picture's name without folders may be another one's.
TEST(RoundTripOfClasses, KeepsAMaskWithItsPicture) {
  ToyProject project, other;
  const std::vector<std::string> names = {"a/b.png", "a_b.png"};
  const auto pictures = project.add(names);
  other.add(names);
  const ClassId mug = project->add_class("mug", {}, false).id;
  const Mask masks[] = {box_mask(1, 9, 1, 9), box_mask(3, 12, 2, 20)};
  for (std::size_t i = 0; i < 2; ++i) {
    write_file(project.photos() / names[i], "of any content");
    project->import_painting(pictures[i], mug, painting_of(masks[i]));
  }
  std::string zip;
  export_project(*project, {.format = ExportFormat::kClasses},
                 [&](std::span<const std::byte> chunk) {
                   zip.append(reinterpret_cast<const char*>(chunk.data()), chunk.size());
                 });
  const fs::path folder = other.folder() / "classes";
  for (const auto& [name, content] : zip_files(zip)) write_file(folder / name, content);
  EXPECT_THAT(skipped(import_annotations(*other, ImportFormat::kClasses, folder)), IsEmpty());
  for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(mask_of(other, pictures[i], 1), masks[i]) << i;
}

TEST_F(RoundTrip, Masks) {
  for (const auto& [name, content] : zip_files(exported(ExportFormat::kMasks)))
    write_file(folder() / name, content);
  EXPECT_TRUE(fs::exists(folder() / "mug/kitchen/b.png"));
  const auto report = import_annotations(*other, ImportFormat::kMasks, folder());
  EXPECT_THAT(skipped(report), IsEmpty());
  EXPECT_EQ(report.imported, 4);
  expect_equal();
}

TEST_F(RoundTrip, Classes) {
  for (const auto& name : {"a.png", "kitchen/b.png"})
    write_file(project.photos() / name, "of any content");
  for (const auto& [name, content] : zip_files(exported(ExportFormat::kClasses)))
    write_file(folder() / name, content);
  EXPECT_TRUE(fs::exists(folder() / "mug/kitchen_b.png"));
  const auto report = import_annotations(*other, ImportFormat::kClasses, folder());
  EXPECT_THAT(skipped(report), IsEmpty());
  EXPECT_EQ(report.imported, 4);
  expect_equal();
}

TEST_F(ImportTest, FoldersThatCannotBeReadAreSkipped) {
  if (::geteuid() == 0) GTEST_SKIP() << "root reads every folder";
  write_mask(folder() / "a.mask.png", box_mask(1, 9, 1, 9));
  fs::create_directory(folder() / "private");
  fs::permissions(folder() / "private", fs::perms::none);
  const auto report = imported(ImportFormat::kMasks, folder());
  EXPECT_EQ(report.imported, 1);
  EXPECT_THAT(skipped(report), ElementsAre(Tells("private", "cannot read the folder")));
}

// A client names a folder of the project, and reads nothing that lies outside, whatever links lead
// there; who starts the program may.
TEST_F(ImportTest, LinksThatLeadOutAreSkippedWhereTheProjectAloneMayBeRead) {
  write_mask(folder() / "a.mask.png", box_mask(1, 9, 1, 9));
  write_mask(folder() / "mug/b.mask.png", box_mask(1, 9, 1, 9));
  write_mask(project.home() / "masks/c.mask.png", box_mask(1, 9, 1, 9));
  fs::create_symlink(folder() / "a.mask.png", project.home() / "masks/a.mask.png");
  fs::create_directory_symlink(folder() / "mug", project.home() / "masks/mug");
  EXPECT_THAT(skipped(import_annotations(*project, ImportFormat::kMasks, project.home() / "masks",
                                         ImportReach::kProject)),
              ElementsAre(Tells("a.mask.png", "leads out"), Tells("mug", "leads out")));
  EXPECT_EQ(imported(ImportFormat::kMasks, project.home() / "masks").imported, 2) << "c was taken";
}

TEST_F(ImportTest, CocosNamesThatAreNoneSkipTheirPictureAlone) {
  json coco = {{"images", json::array()},
               {"categories", {{{"id", 1}, {"name", "mug"}}}},
               {"annotations", json::array()}};
  for (const auto* name : {"", "kitchen/..", "a.png"}) {
    const auto id = coco["images"].size() + 1;
    coco["images"].push_back(
        {{"id", id}, {"file_name", name}, {"width", kToySize.width}, {"height", kToySize.height}});
    coco["annotations"].push_back(
        {{"id", id}, {"image_id", id}, {"category_id", 1}, {"segmentation", {{1, 1, 9, 1, 9, 9}}}});
  }
  write_file(folder() / "coco.json", coco.dump());
  const auto report = imported(ImportFormat::kCoco, folder() / "coco.json");
  EXPECT_EQ(report.imported, 1);
  EXPECT_THAT(skipped(report), ElementsAre(Tells("picture 1", "no picture"), Tells("..")));
}

TEST(ExpectThere, IsAFileForCocoAndAFolderForAllElse) {
  const panet::test::TemporaryFolder folder;
  write_file(folder / "a.json", "{}");
  expect_there({.format = ImportFormat::kCoco, .path = folder / "a.json"});
  expect_there({.format = ImportFormat::kMasks, .path = folder.path()});
  EXPECT_THAT(
      error_of([&] { expect_there({.format = ImportFormat::kCoco, .path = folder / "b.json"}); }),
      Tells("b.json", "no such file"));
  EXPECT_THAT(error_of([&] {
                expect_there({.format = ImportFormat::kSegment, .path = folder / "a.json"});
              }),
              Tells("a.json", "no such folder"));
}

TEST(ImportSummary, TellsOfEachReasonHowOftenAndAFewNames) {
  ImportReport report{.imported = 2, .skipped = {}};
  for (int i = 0; i < 100; ++i)
    report.skipped.push_back({.name = fmt::format("{:02}.png", i), .reason = "it is too small"});
  report.skipped.push_back({.name = "x.png", .reason = "it is broken"});
  EXPECT_THAT(summary_of({.format = ImportFormat::kMasks, .path = "masks"}, report),
              ElementsAre("masks: 2 mask(s) imported",
                          "masks: 100 passed over (00.png, 01.png, 02.png and 97 more): it is too "
                          "small",
                          "masks: 1 passed over (x.png): it is broken"));
}

TEST(ImportSummary, OfManyReasonsCountsTheRest) {
  ImportReport report;
  for (int i = 0; i < 9; ++i)
    report.skipped.push_back({.name = "a.png", .reason = fmt::format("reason {}", i)});
  const auto lines = summary_of({.format = ImportFormat::kMasks, .path = "masks"}, report);
  ASSERT_THAT(lines, SizeIs(7));
  EXPECT_THAT(lines.back(), Tells("4 more passed over, for 4 other reasons"));
}

TEST(ImportSummary, SaysWhatIsLookedForWhereNothingWasFound) {
  EXPECT_THAT(
      summary_of({.format = ImportFormat::kMasks, .path = "masks"}, {}),
      ElementsAre(Tells("0 mask(s) imported", "NAME.mask.png", "coco, masks, labelme and")));
}

TEST_F(ImportTest, FilesThatCannotBeReadAreTold) {
  EXPECT_THAT(error_of([&] { imported(ImportFormat::kCoco, folder() / "none.json"); }),
              Tells("none.json"));
  EXPECT_THAT(error_of([&] { imported(ImportFormat::kMasks, folder()); }), Tells("annotations"));
  EXPECT_EQ(import_format("pdf"), std::nullopt);
  EXPECT_EQ(import_format("segment"), ImportFormat::kSegment);
}

// A label PNG as `panet segment` writes it, whose record is this.
void write_labels(const fs::path& path, const Labels& labels, const json& classes) {
  fs::create_directories(path.parent_path());
  const json record = {{"job", "0123"},
                       {"height", labels.height()},
                       {"width", labels.width()},
                       {"classes", classes}};
  write_index_png(path, labels, voc_palette(), {{"panet", record.dump()}});
}

TEST_F(ImportTest, SegmentedPicturesAreWhatTheProgramFound) {
  Labels labels(kToySize);
  fill_where(labels, box_mask(1, 9, 1, 9), uint8_t{1});
  fill_where(labels, box_mask(10, 15, 1, 9), uint8_t{2});
  const json classes = {{{"name", "spoon"}, {"share", 0.1}, {"score", 0.8}, {"presence", 0.9}},
                        {{"name", "mug"}, {"share", 0.1}, {"score", 0.7}, {"presence", 0.6}}};
  write_labels(folder() / "kitchen/b.png", labels, classes);
  write_labels(folder() / "x.png", labels, classes);
  write_mask(folder() / "c.png", box_mask(1, 9, 1, 9));  // of another program
  const auto report = imported(ImportFormat::kSegment, folder());
  EXPECT_EQ(report.imported, 2);
  EXPECT_THAT(skipped(report), ElementsAre(Tells("x.png", "no picture of the project")));
  EXPECT_EQ(mask_of(project, b, mug), box_mask(10, 15, 1, 9));
  EXPECT_EQ(project->picture(b).status, Status::kPredicted);
  EXPECT_EQ(project->picture(b).certainty, 0.7);
}

TEST_F(ImportTest, ADamagedRecordIsSkipped) {
  write_labels(folder() / "a.png", Labels(kToySize),
               {{{"name", "mug"}, {"share", 0.1}, {"score", 7}, {"presence", 0.9}}});
  write_labels(folder() / "kitchen/b.png", Labels(kToySize), {{{"name", 5}}});
  write_labels(folder() / "kitchen/c.png", Labels(5, 5),
               {{{"name", "mug"}, {"share", 0.1}, {"score", 0.7}, {"presence", 0.9}}});
  EXPECT_THAT(skipped(imported(ImportFormat::kSegment, folder())),
              ElementsAre(Tells("a.png", "certainty"), Tells("kitchen/c.png", "5 x 5")));
}

}  // namespace
}  // namespace panet::serve
